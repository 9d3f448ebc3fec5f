import { expect, test } from 'vitest'
import { graph, startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, template, told } = await startHubFlows()
const update = (id: string, body: unknown) => call('PATCH', `/templates/${id}`, body)

test('members that are given replace those that were, in any status; the status is set here', async () => {
  const { id } = await template({ description: 'old' })
  expect((await update(id, { status: 'published' })).json.data).toMatchObject({ status: 'published', graph })

  const { status, json } = await update(id, { name: 'New', description: null })
  expect([status, json.data.name, json.data.status]).toEqual([200, 'New', 'published'])
  expect(json.data).not.toHaveProperty('description')
  expect((await call('GET', `/templates/${id}`)).json.data).toEqual(json.data)

  expect(told(await update(id, { graph: {} }))).toEqual(['Flow Templates require at least one node.'])
  expect(told(await update('0'.repeat(24), {}))).toEqual(['Template not found'])
})

test('of two updates of different members at once none is lost', async () => {
  const { id } = await template()
  await Promise.all([update(id, { description: 'one' }), update(id, { type: 'two' })])
  expect((await call('GET', `/templates/${id}`)).json.data).toMatchObject({ description: 'one', type: 'two' })
})
