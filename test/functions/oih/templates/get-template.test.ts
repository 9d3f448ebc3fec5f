import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, template, told, user } = await startHubFlows()

test('a template is shown to who may see it; to others it is not there', async () => {
  const own = await user('own@example.com', { permissions: ['templates.read', 'flowTemplates.write'] })
  const [theirs, others] = [await template({ name: 'Own' }, own.token), await template()]
  const get = (id: string) => call('GET', `/templates/${id}`, undefined, own.token)

  expect((await get(theirs.id)).json).toEqual({ data: theirs, meta: {} })
  for (const id of [others.id, '0'.repeat(24), 'abcdefghijkl']) {
    const answer = await get(id)
    expect([answer.status, told(answer)]).toEqual([404, ['Template not found']])
  }
  const bad = await get('not-an-id')
  expect([bad.status, told(bad)]).toEqual([400, ['Invalid id']])
})
