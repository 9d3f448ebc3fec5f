import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, template, told, user } = await startHubFlows()
await template({ name: 'Beta', status: 'published', type: 'ordinary' })
await template({ name: 'Alpha', description: 'with orders' })
await template({ name: 'Gamma', status: 'odd' })
const list = (query: string, token?: string) => call('GET', `/templates?${query}`, undefined, token)

test.each([
  ['', ['Beta', 'Alpha', 'Gamma'], 3],
  ['filter[status]=1', ['Beta'], 1],
  ['filter[status]=0', ['Alpha'], 1],
  ['filter[type]=ordinary', ['Beta'], 1],
  ['search=ORDERS', ['Alpha'], 1],
  ['sort=-name&page[size]=2', ['Gamma', 'Beta'], 3],
])('%s', async (query, expected, total) => {
  const { json } = await list(query)
  expect([json.data.map(({ name }: { name: string }) => name), json.meta.total]).toEqual([expected, total])
})

test.each([
  ['filter[status]=published', 'Invalid filter[status] parameter'],
  ['sort=', 'Invalid sort parameter'],
])('%s is refused', async (query, message) => {
  const answer = await list(query)
  expect([answer.status, told(answer)]).toEqual([400, [message]])
})

test('who sees own ones only is shown those', async () => {
  const { token } = await user('one@example.com', { permissions: ['templates.read', 'templates.write'] })
  await template({ name: 'Mine' }, token)
  expect((await list('', token)).json).toMatchObject({ data: [{ name: 'Mine' }], meta: { total: 1 } })
})
