import { expect, test } from 'vitest'
import { archive, upload } from '../../../_harness/deployments.ts'
import { startSeededApp } from '../../../_harness/seeded-app.ts'

const { app, token, mmc } = await startSeededApp()

test('the versions of an application; the id of a version is 502, an unknown one 501', async () => {
  const { json } = await upload(app, token, { name: 'orders', version: '1.0', file: archive() })

  const answer = await mmc('GET', `/repository/${json.applicationId}`)

  expect(answer.json).toEqual({
    total: 1,
    data: [{ name: '1.0', id: json.versionId, parentPath: '/Applications/orders' }],
  })
  expect((await mmc('GET', `/repository/${json.versionId}`)).status).toBe(502)
  expect((await mmc('GET', '/repository/local$nothing')).status).toBe(501)
})
