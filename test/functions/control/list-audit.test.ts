import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { password, startTestApp, type Answer } from '../../_harness/app.ts'

interface Shown {
  id: string
  verb: string
  door: string
  requestId?: string
  actor: { name: string; kind: string }
  thing: { kind: string; key: string; name?: string }
  changed: string[]
  from: Record<string, unknown>
  to: Record<string, unknown>
}

const app = await startTestApp()
afterAll(() => app.stop())
const owner = { name: 'owner', tenant: 'acme' }
const as = async (method: string, path: string, body?: unknown, user: Parameters<typeof app.tokenFor>[0] = owner) =>
  app.request(method, path, { token: await app.tokenFor(user), body })
const records = ({ json }: Answer) => (json as { records: Shown[] }).records
const audit = async (query = '', user: Parameters<typeof app.tokenFor>[0] = owner): Promise<Shown[]> => {
  await app.settled()
  return records(await as('GET', `/v1/audit?${query}`, undefined, user))
}
const secret = 'canary-of-a-secret'
const component = { endpoint: `https://components.example.com/mqtt?key=${secret}`, signingSecret: secret.repeat(2) }
const requestIds: (string | null)[] = []

beforeAll(async () => {
  for (const description of ['First.', 'Second.']) {
    const answer = await as('PUT', '/v1/components/mqtt', { ...component, description })
    expect(answer.status).toBe(200)
    requestIds.push(answer.headers.get('x-request-id'))
  }
  requestIds.push((await as('DELETE', '/v1/components/mqtt')).headers.get('x-request-id'))
})

describe('a thing’s records', () => {
  test('say, newest first, who did what in which request, from what to what', async () => {
    const own = await audit('kind=component&key=mqtt')

    expect(own.map(({ verb }) => verb)).toEqual(['deleted', 'updated', 'created'])
    expect(own.map(({ requestId }) => requestId)).toEqual([...requestIds].reverse())
    expect(own[1]).toMatchObject({
      door: 'control',
      actor: { name: 'owner', kind: 'user' },
      thing: { kind: 'component', key: 'mqtt' },
      from: { description: 'First.' },
      to: { description: 'Second.' },
    })
    expect(own[1]?.changed).toEqual(expect.arrayContaining(['description', 'sealedSecret']))
  })

  test('show no secret, wherever one was given', async () => {
    await as('PUT', '/v1/credentials/warehouse', { secret: { password: secret } })
    await as('POST', '/v1/users', { name: 'sam', password: `${secret}-of-sam`, permissions: ['flows.read'] })
    const key = await as('POST', '/v1/access-keys', { userName: 'sam' })
    const token = await as('POST', '/v1/enrolment-tokens', { maxUses: 1 })
    await app.settled()

    const { text } = await as('GET', '/v1/audit?maxResults=100')
    expect(text).toContain('"kind":"access-key"')
    expect(text).toContain('"kind":"enrolment-token"')
    expect(text).toContain('"kind":"credential"')
    expect(text).not.toContain(secret)
    expect(text).not.toContain(key.json.secretAccessKey as string)
    expect(text).not.toContain((token.json.token as string).split('.').at(-1))
    expect(text).not.toMatch(/scrypt|sealed:|\$argon/)
  })
})

test('the door is the way a change came, and what Sluice does by itself is its own', async () => {
  const flow = await app.makeFlow({
    tenant: 'acme',
    name: 'doors',
    id: 'd'.repeat(24),
    madeBy: 'appflow',
    owners: [],
    trigger: { kind: 'event' },
    tags: {},
    definition: { steps: [], links: [], details: {} },
  })
  await as('POST', '/v1/flows/doors/start')
  await app.functions.invoke('control-StopFlow', { tenant: 'acme', flow: 'doors' })
  const event = { source: 'orders', 'detail-type': 'x', id: 'e-1', detail: { tenant: 'acme', flow: 'doors' } }
  await app.functions.invoke('control-StartFlow', event)
  await as('DELETE', '/v1/flows/doors?force=true')

  const own = await audit(`kind=flow&key=${flow.key}`)
  expect(own.map(({ verb, door, actor: { name, kind } }) => [verb, door, name, kind].join(' '))).toEqual([
    'deleted control owner user',
    'started event-bridge event:orders iam',
    'stopped direct direct iam',
    'started control owner user',
    'created sluice sluice service',
  ])
  expect(own[1]?.requestId).toBe('e-1')
})

describe('a page', () => {
  const pagesOf = async (query: string) => {
    const ids: string[] = []
    let sizes = 0
    for (let token = ''; ;) {
      const { json } = await as('GET', `/v1/audit?maxResults=2&${query}${token}`)
      ids.push(...(json as { records: Shown[] }).records.map(({ id }) => id))
      sizes++
      if (json.nextToken === undefined) return { ids, sizes }
      token = `&nextToken=${json.nextToken as string}`
    }
  }

  test.each(['', 'actor=owner', 'kind=component&key=mqtt', 'kind=component&key=mqtt&actor=owner'])(
    'goes on where the one before ended, with nothing twice and nothing left out (%s)',
    async (query) => {
      const whole = (await audit(`maxResults=100&${query}`)).map(({ id }) => id)
      const { ids, sizes } = await pagesOf(query)

      expect(whole.length).toBeGreaterThan(2)
      expect(ids).toEqual(whole)
      expect(sizes).toBeGreaterThanOrEqual(Math.ceil(whole.length / 2))
    },
  )

  test('costs the same however many records there are', async () => {
    await app.settled()
    const costOf = async (query: string) => {
      const targets: string[] = []
      const { pass } = app.engine
      app.engine.pass = (target, body) => {
        targets.push(target.split('.')[1] ?? '')
        return pass(target, body)
      }
      await as('GET', `/v1/audit?${query}`)
      app.engine.pass = pass
      return targets.filter((target) => target === 'Query' || target === 'BatchGetItem')
    }
    expect(await costOf('maxResults=2')).toEqual(['Query', 'BatchGetItem'])
    expect(await costOf('actor=owner&maxResults=2')).toEqual(['Query', 'BatchGetItem'])
    expect(await costOf('kind=component&key=mqtt')).toEqual(['Query'])
  })
})

test('records are found by actor, and from one time on and before another', async () => {
  const all = await audit('maxResults=100')
  expect(new Set((await audit('actor=owner&maxResults=100')).map(({ actor }) => actor.name))).toEqual(
    new Set(['owner']),
  )
  expect(await audit('actor=nobody')).toEqual([])
  expect(await audit('kind=component&key=mqtt&actor=nobody')).toEqual([])

  const middle = all[Math.floor(all.length / 2)]
  const at = middle?.id.slice(0, 24) ?? ''
  const [since, before] = [await audit(`maxResults=100&from=${at}`), await audit(`maxResults=100&to=${at}`)]
  expect([...since, ...before]).toEqual(all)
  expect(since.map(({ id }) => id)).toContain(middle?.id)
  expect(await audit(`from=2100-01-01T00:00:00Z`)).toEqual([])
  expect(await audit(`from=${at}&to=2001-01-01T00:00:00%2B02:00`)).toEqual([])
})

test('a thing without its kind, a kind without a thing and a token of another list are refused', async () => {
  const status = async (query: string) => (await as('GET', `/v1/audit?${query}`)).status
  expect(await status('kind=component')).toBe(400)
  expect(await status('key=mqtt')).toBe(400)
  expect(await status('kind=session&key=x')).toBe(400)
  expect(await status('nextToken=bm9uc2Vuc2U')).toBe(400)
})

test('another tenant’s records are nobody’s business, under whatever key or actor', async () => {
  const stranger = { name: 'owner', tenant: 'other' }
  const own = await audit('maxResults=100', stranger)
  const ids = new Set((await audit('maxResults=100')).map(({ id }) => id))

  expect(own.filter(({ id }) => ids.has(id))).toEqual([])
  expect(await audit('kind=component&key=mqtt', stranger)).toEqual([])
  expect(await audit('kind=flow&key=doors&actor=owner', stranger)).toEqual([])
})

test('who sees own flows only sees the records of their own changes', async () => {
  const limited = {
    name: 'limited',
    tenant: 'acme',
    permissions: ['audit.read', 'components.edit'],
    seesOwnFlowsOnly: true as const,
  }
  await as('PUT', '/v1/components/own', { ...component, endpoint: 'https://components.example.com/own' }, limited)

  expect((await audit('', limited)).map(({ verb, thing }) => [verb, thing.key])).toEqual([['created', 'own']])
  expect(await audit('actor=owner', limited)).toEqual([])
  expect(await audit('kind=component&key=mqtt', limited)).toEqual([])
  expect(await audit('kind=component&key=own', limited)).toHaveLength(1)
})

test('who made a user and who deleted it is on record', async () => {
  await as('POST', '/v1/users', { name: 'pat', password, permissions: [] })
  await as('DELETE', '/v1/users/pat')

  expect((await audit('kind=user&key=pat')).map(({ verb, actor }) => [verb, actor.name])).toEqual([
    ['deleted', 'owner'],
    ['created', 'owner'],
  ])
})
