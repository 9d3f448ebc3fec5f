import { expect, test } from 'vitest'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { mmc, server, thing } = await startSeededApp()

test('a name gives a list of one or none, and one match redirects when asked to', async () => {
  expect((await mmc('GET', '/servers?name=example-a')).json).toMatchObject({
    total: 1,
    data: [{ id: server('example-a') }],
  })
  expect((await mmc('GET', '/servers?name=nobody')).json).toEqual({ total: 0, data: [] })
  expect((await mmc('GET', '/servers')).json.total).toBe(5)
  expect((await mmc('GET', '/servers?start=1&count=2&groupId=ignored')).json.data).toHaveLength(2)
})

test('a group gives its servers; an unknown one is 404', async () => {
  await mmc('PUT', `/servers/${server('example-single')}`, { groups: [thing('group')] })

  expect((await mmc('GET', `/servers?group=${thing('group')}`)).json.data).toMatchObject([{ name: 'example-single' }])
  expect((await mmc('GET', '/servers?group=nowhere')).status).toBe(404)
})
