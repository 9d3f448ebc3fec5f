import { describe, expect, test } from 'vitest'
import { createFlow } from '../../../_harness/flows.ts'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { app, call, make, start, told, user, admin } = await startHubFlows()
const { id: template } = { id: '5f0000000000000000000abc' }
const ids: string[] = []
for (const more of [
  { name: 'Beta', type: 'ordinary', description: 'orders (EU) ä' },
  { name: 'alpha', type: 'long_running', fromTemplate: template },
  { name: 'Gamma', owners: [{ id: 'somebody', type: 'user' }] },
])
  ids.push((await make(more)).id)
await start(ids[1] ?? '')
await createFlow(await app.appflowFor(), 'from-appflow')

const list = (query: string, token = admin) => call('GET', `/flows?${query}`, undefined, token)
const names = async (query: string) => (await list(query)).json.data.map(({ name }: { name: string }) => name)

test('flows of all APIs are listed whole, oldest first, with how many there are', async () => {
  const { status, json } = await list('')
  expect(status).toBe(200)
  expect(json.meta).toEqual({ total: 4, page: 1, perPage: 10, totalPages: 1 })
  expect(json.data.map(({ id }: { id: string }) => id).slice(0, 3)).toEqual(ids)
  expect(json.data[0]).toEqual((await call('GET', `/flows/${ids[0]}`)).json.data)
  expect(json.data[3]).toMatchObject({ name: 'from-appflow', status: 'inactive' })
})

test.each([
  ['filter[status]=active', ['alpha']],
  ['filter%5Bstatus%5D=1', ['alpha']],
  ['filter[status]=0', ['Beta', 'Gamma', 'from-appflow']],
  ['filter[type]=ordinary', ['Beta']],
  ['filter[user]=somebody', ['Gamma']],
  [`filter[fromTemplate]=${template}`, ['alpha']],
  ['search=%20ORDERS%20(eu)%20', ['Beta']],
  ['search=%C3%84', ['Beta']],
  ['search=.*', []],
  ['search=', ['Beta', 'alpha', 'Gamma', 'from-appflow']],
  ['sort=name', ['Beta', 'Gamma', 'alpha', 'from-appflow']],
  ['sort=-createdAt', ['from-appflow', 'Gamma', 'alpha', 'Beta']],
  ['sort=-updatedAt&page[size]=1', ['from-appflow']],
  ['sort=', ['Beta', 'alpha', 'Gamma', 'from-appflow']],
  ['page[size]=2&page[number]=2', ['Gamma', 'from-appflow']],
  ['page[size]=x&page[number]=0', ['Beta', 'alpha', 'Gamma', 'from-appflow']],
  ['page=2&unknown=3', ['Beta', 'alpha', 'Gamma', 'from-appflow']],
  ['page[number]=9', []],
])('%s', async (query, expected) => {
  expect(await names(query)).toEqual(expected)
})

test.each([
  ['filter[status]=starting', 'Invalid filter[status] parameter'],
  ['filter[status]=active&filter[status]=active', 'Invalid filter[status] parameter'],
  ['filter[type]=realtime', 'Invalid filter[type] parameter'],
  ['filter[fromTemplate]=x', 'Invalid filter[fromTemplate] parameter'],
  ['sort=owner', 'Invalid sort parameter'],
])('%s is refused', async (query, message) => {
  const answer = await list(query)
  expect([answer.status, told(answer), answer.json.errors[0].code]).toEqual([400, [message], 400])
})

describe('a list follows', () => {
  test('what is made, changed and deleted', async () => {
    const { id } = await make({ name: 'Fleeting' })
    expect(await names('search=fleeting')).toEqual(['Fleeting'])
    await call('PATCH', `/flows/${id}`, { name: 'Renamed' })
    expect([await names('search=fleeting'), await names('search=renamed')]).toEqual([[], ['Renamed']])
    await call('DELETE', `/flows/${id}`)
    expect(await names('search=renamed')).toEqual([])
  })
})

test('who sees own flows only is shown those, whatever is filtered for', async () => {
  const one = await user('one@example.com', { permissions: ['flows.read', 'flows.write'] })
  const { id } = await make({ name: 'Mine' }, one.token)

  const mine = await list('', one.token)
  expect(mine.json.data.map((flow: { id: string }) => flow.id)).toEqual([id])
  expect(mine.json.meta.total).toBe(1)
  expect((await list('filter[user]=somebody', one.token)).json.data).toEqual([])
})
