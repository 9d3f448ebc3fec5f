import { beforeAll, describe, expect, test } from 'vitest'
import { usageExpiry, type Usage } from '../../../../lib/core/usage/usage.ts'
import { componentIdOf } from '../../../../lib/core/hub/definition.ts'
import { commit } from '../../../../lib/store/commit.ts'
import { startHub } from '../../../_harness/oih.ts'
import { runnableFlow } from '../../../_harness/flow-items.ts'
import { log, unregistered } from '../../../_harness/runnable-flows.ts'

const { app, admin, hub, member } = await startHub()
const mayRun = { permissions: ['flows.read', 'flows.control'] }
const [ann, bob, loner] = [
  await member('ann@example.com', { organisation: 'acme', ...mayRun }),
  await member('bob@example.com', { organisation: 'acme', ...mayRun }),
  await member('loner@example.com', mayRun),
]
const today = new Date().toISOString().slice(0, 10)

/** A flow of two steps, the second of which fails, of a user who starts it; and its runs. */
async function run(owner: { id: string; token: string }, times: number, owners = [owner.id]) {
  const made = runnableFlow('A to B', [log(), unregistered()])
  const { id } = await app.makeFlow({ ...made, trigger: { kind: 'webhook' }, owners })
  expect((await hub('POST', `/flows/${id}/start`, owner.token)).status).toBe(200)
  await app.settled()
  for (let time = 0; time < times; time++)
    expect((await app.request('POST', `/v1/flows/${id}/runs`, { token: admin, body: {} })).status).toBe(201)
  await app.settled()
  return id
}
const list = async (query: string, token: string) => (await hub('GET', `/icenter/executions?${query}`, token)).json
const flows: string[] = []
const [logId, otherId] = [componentIdOf('log'), componentIdOf('nobodys-unregistered')]

beforeAll(async () => {
  flows.push(await run(ann, 3), await run(ann, 1), await run(loner, 2))
})

describe('executions are the steps that were attempted', () => {
  test('by user unless something else is asked for, with the active flows of each', async () => {
    expect(await list('', admin)).toEqual({
      data: [
        {
          _id: ann.id,
          user: ann.id,
          tenant: 'acme',
          allFlows: flows.slice(0, 2),
          executions: 8,
          username: 'ann@example.com',
        },
        { _id: loner.id, user: loner.id, allFlows: [flows[2]], executions: 4, username: 'loner@example.com' },
      ],
    })
    expect(await list('groupby=user', admin)).toEqual(await list('', admin))
  })

  test('by flow', async () => {
    expect(await list('groupby=flow', admin)).toEqual({
      data: [
        { _id: flows[0], flow: flows[0], tenant: 'acme', executions: 6 },
        { _id: flows[2], flow: flows[2], executions: 4 },
        { _id: flows[1], flow: flows[1], tenant: 'acme', executions: 2 },
      ],
    })
  })

  test('by component, one that has a name by the id that flows show', async () => {
    const { data } = await list('groupby=component', ann.token)
    expect(data).toHaveLength(2)
    for (const _id of [logId, otherId])
      expect(data).toContainEqual({ _id, component: _id, tenant: 'acme', executions: 4 })
  })
})

describe('a caller is shown', () => {
  const usersSeen = async (token: string, query = '') =>
    (await list(query, token)).data.map(({ user: id }: { user: string }) => id)

  test('those of the own organisation, though they started nothing themselves', async () => {
    expect(await usersSeen(bob.token)).toEqual([ann.id])
  })

  test('in an organisation, no ids of active flows that are not seen', async () => {
    expect((await list('', bob.token)).data[0].allFlows).toEqual([])
    expect((await list('', ann.token)).data[0].allFlows).toEqual(flows.slice(0, 2))
  })

  test('without an organisation, the own ones', async () => {
    expect(await usersSeen(loner.token)).toEqual([loner.id])
    expect((await list('groupby=flow', loner.token)).data).toMatchObject([{ flow: flows[2], executions: 4 }])
  })

  test('nothing of other tenants', async () => {
    const other = await app.tokenFor({ name: 'owner', tenant: 'other' })
    expect(await list('', other)).toEqual({ data: [] })
  })
})

describe('days are counted from the start to the end, both included', () => {
  const count = (day: string, executions: number) =>
    commit(app.table, [
      {
        kind: 'add',
        entity: 'usage',
        item: {
          tenant: 'default',
          grouping: 'flow',
          day,
          key: 'f'.repeat(24),
          shard: 0,
          organisation: 'old',
          expiresAt: usageExpiry(day),
        } satisfies Omit<Usage, 'sums'>,
        sums: { executions },
      },
    ])
  const year = Number(today.slice(0, 4)) - 1
  const [first, second, third] = [`${year}-03-31`, `${year}-04-01`, `${year}-05-02`]
  const executions = async (query: string, token = admin) =>
    (await list(`groupby=flow&${query}`, token)).data
      .filter(({ tenant }: { tenant?: string }) => tenant === 'old')
      .map((row: { executions: number }) => row.executions)

  beforeAll(async () => {
    for (const [index, day] of [first, second, third].entries()) await count(day, 10 ** index)
  })

  test('over months', async () => {
    const { token } = await member('old@example.com', { organisation: 'old' })
    for (const as of [admin, token]) {
      expect(await executions(`start=${first}&end=${third}`, as)).toEqual([111])
      expect(await executions(`start=${second}&end=${second}`, as)).toEqual([10])
      expect(await executions(`start=${year}-04-02&end=${year}-05-01`, as)).toEqual([])
    }
  })

  test('a month up to the end, and up to today', async () => {
    expect(await executions(`end=${second}`)).toEqual([11])
    expect(await executions(`start=${first}`)).toEqual([111])
    expect(await executions('start=0001-01-01&end=9999-12-31')).toEqual([111])
    expect(await executions('')).toEqual([])
    expect((await list(`start=${today}`, admin)).data).toHaveLength(2)
  })
})

test.each([
  ['start=2026-02-30', 'Invalid start parameter'],
  ['start=', 'Invalid start parameter'],
  ['end=yesterday', 'Invalid end parameter'],
  ['start=2026-02-02&end=2026-02-01', 'Invalid start parameter: it is after the end'],
  ['start=9999-01-01', 'Invalid start parameter: it is after the end'],
  ['groupby=flows', 'Invalid groupby parameter'],
])('%s is refused', async (query, message) => {
  const { status, json } = await hub('GET', `/icenter/executions?${query}`, admin)
  expect([status, json]).toEqual([400, { errors: [{ message, code: 400 }] }])
})

test('without a token nothing is shown', async () => {
  const { status, json } = await hub('GET', '/icenter/executions')
  expect([status, json]).toEqual([401, { errors: [{ message: 'Missing authorization header.', code: 401 }] }])
})

test('steps count for who started the flow last, through whichever API', async () => {
  const flow = await run(bob, 1, ['acme'])
  await app.request('POST', `/v1/flows/${flow}/stop`, { token: admin })
  await app.request('POST', `/v1/flows/${flow}/start`, { token: ann.token })
  await app.request('POST', `/v1/flows/${flow}/runs`, { token: admin, body: {} })
  await app.settled()
  const of = (id: string) => ({ user: id, tenant: 'acme' })
  const { data } = await list('', bob.token)
  expect(data).toMatchObject([
    { ...of(ann.id), executions: 10 },
    { ...of(bob.id), executions: 2 },
  ])
})

test('a user who is no more is shown without a name', async () => {
  const gone = await member('gone@example.com', mayRun)
  await run(gone, 1)
  expect((await hub('DELETE', `/api/users/${gone.id}`, admin)).status).toBe(200)
  await app.settled()
  const { data } = await list('', admin)
  expect(data).toContainEqual({ _id: gone.id, user: gone.id, allFlows: [], executions: 2 })
})
