import { createHmac } from 'node:crypto'
import { beforeAll, describe, expect, test } from 'vitest'
import { read } from '../../../lib/store/read.ts'
import { listRunsOfFlow } from '../../../lib/store/runs.ts'
import { password, type TestUser } from '../../_harness/app.ts'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { log } from '../../_harness/runnable-flows.ts'
import { node, startHubFlows } from '../../_harness/hub-flows.ts'

const { app, admin, make, start, call } = await startHubFlows()

/** A flow that is active. */
const active = async (more: object = {}, token = admin) => {
  const { id } = await make(more, token)
  await start(id)
  return id
}
const guarded = (webhooks: object, more: object = {}) => ({
  ...more,
  flowSettings: { webhooks: { requireWebhookAuth: true, ...webhooks } },
})

const send = (method: string, path: string, { body, ...headers }: Record<string, string> = {}) =>
  app.request(method, `/oih${path}`, { body, headers })
const json = (body: unknown, headers: Record<string, string> = {}) => ({
  body: JSON.stringify(body),
  'content-type': 'application/json',
  ...headers,
})
const post = (id: string, body: unknown = {}, headers: Record<string, string> = {}) =>
  send('POST', `/webhooks/${id}`, json(body, headers))
const runsOf = async (id: string) =>
  (await app.request('GET', `/v1/runs?flow=${id}`, { token: admin })).json.runs as { id: string; status: string }[]
const runOf = async (answer: { headers: Headers }) =>
  (await app.request('GET', `/v1/runs/${answer.headers.get('x-sluice-run')}?messages=true`, { token: admin })).json
/** What the first step of the run that a call has begun was given. */
const messageOf = async (answer: { headers: Headers }) => (await runOf(answer)).steps[0].messages[0].content

let id = ''
beforeAll(async () => {
  id = await active()
})

describe('a call', () => {
  test('is thanked for when a run has begun, which a header names', async () => {
    const flow = await active()
    const { status, json: answer, headers } = await post(flow, { order: 17 })

    expect([status, answer]).toEqual([
      200,
      { data: { requestId: expect.stringMatching(/^[0-9a-f]{32}$/), message: 'thank you' } },
    ])
    expect(await runsOf(flow)).toMatchObject([{ id: headers.get('x-sluice-run') }])
    expect(await runOf({ headers })).toMatchObject({
      trigger: { kind: 'webhook', by: 'webhook' },
      externalId: answer.data.requestId,
    })
  })

  test('gives the first step all that was sent', async () => {
    const answer = await send('POST', `/hook/${id}/word?a[b]=1&c=2`, json({ order: 17 }, { 'x-own': 'Hello' }))

    expect(await messageOf(answer)).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      attachments: {},
      data: { order: 17 },
      headers: expect.objectContaining({ 'x-own': 'Hello', 'content-type': 'application/json' }),
      query: { a: { b: '1' }, c: '2' },
      params: {},
      method: 'POST',
      url: `/hook/${id}/word?a[b]=1&c=2`,
      originalUrl: `/oih/hook/${id}/word?a[b]=1&c=2`,
      pathSuffix: `/hook/${id}/word`,
      metadata: { source: { name: 'webhooks', type: 'webhook', externalExecId: answer.json.data.requestId } },
    })
  })

  test('goes to the first step that no edge leads to, and to that alone', async () => {
    const edges = [{ source: 'second', target: 'first' }]
    const flow = await active({ graph: { nodes: [node('first'), node('second'), node('third')], edges } })

    const { steps, counters } = await runOf(await post(flow))
    expect([steps.map((step: { id: string }) => step.id), counters.started]).toEqual([['second'], 1])
  })

  test('is refused where all steps are in a circle', async () => {
    const edges = [
      { source: 'a', target: 'b' },
      { source: 'b', target: 'a' },
    ]
    const { status } = await post(await active({ graph: { nodes: [node('a'), node('b')], edges } }))
    expect(status).toBe(409)
  })

  test('keeps a body that is too large for an item', async () => {
    const text = 'x'.repeat(1_000_000)
    expect((await runOf(await post(id, { text }))).counters).toMatchObject({ started: 1 })
  })

  test('by GET has the query for data, with an empty body', async () => {
    const answer = await send('GET', `/hook/${id}?a=b&list[]=1&list[]=2`)

    expect(await messageOf(answer)).toMatchObject({ method: 'GET', data: { a: 'b', list: ['1', '2'] } })
  })

  test('by HEAD only tells whether the webhook is there', async () => {
    const flow = await active()

    expect((await send('HEAD', `/hook/${flow}`)).status).toBe(200)
    expect((await send('HEAD', `/hook/${flow}/word`)).status).toBe(200)
    expect((await send('HEAD', `/hook/${'0'.repeat(24)}`)).status).toBe(404)
    expect(await runsOf(flow)).toEqual([])
  })

  test('may have a slash at its end', async () => {
    expect((await send('POST', `/webhooks/${id}/`, json({}))).status).toBe(200)
  })

  test('may come by direct invocation, for the tenant that it names', async () => {
    const answer = await app.functions.invoke('oih-IncomingWebhook', {
      flowId: id,
      data: { n: 1 },
      requestId: 'by hand',
    })
    expect(answer).toEqual({ data: { requestId: 'by hand', message: 'thank you' } })
    await expect(app.functions.invoke('oih-IncomingWebhook', { flowId: id, tenant: 'elsewhere' })).rejects.toThrow(
      'either does not exist or is inactive',
    )
  })

  test('reaches flows of every tenant by their ids', async () => {
    const flow = await active({}, await app.tokenFor({ name: 'owner', tenant: 'elsewhere' }))
    await app.functions.invoke('oih-StartFlow', { id: flow, tenant: 'elsewhere' })
    await app.settled()
    const { status, headers } = await post(flow, { n: 1 })

    const token = await app.tokenFor({ name: 'owner', tenant: 'elsewhere' })
    const run = await app.request('GET', `/v1/runs/${headers.get('x-sluice-run')}`, { token })
    expect([status, run.json.trigger.kind]).toEqual([200, 'webhook'])
  })
})

describe('a body', () => {
  const form = (...parts: string[]) => ({
    body: [...parts.map((part) => `--x\r\nContent-Disposition: form-data; ${part}\r\n`), '--x--\r\n'].join(''),
    'content-type': 'multipart/form-data; boundary=x',
  })
  test.each<[string, { body: string; 'content-type': string }, unknown]>([
    ['JSON', { body: '{"a":[1]}', 'content-type': 'application/json; charset=utf-8' }, { a: [1] }],
    ['half a character', { body: '{"a":"\\ud800"}', 'content-type': 'application/json' }, { a: '\ud800' }],
    ['a JSON list', { body: '[1,2]', 'content-type': 'application/cloudevents+json' }, [1, 2]],
    ['text that is JSON', { body: '{"a":1}', 'content-type': 'text/plain' }, { a: 1 }],
    [
      'a form',
      { body: 'a=1&foo%5Bbar%5D[baz]=x+y', 'content-type': 'application/x-www-form-urlencoded' },
      { a: '1', foo: { bar: { baz: 'x y' } } },
    ],
    [
      'XML',
      { body: '<a:b c="1"><d>x</d><d/></a:b>', 'content-type': 'text/xml' },
      { 'a-b': { _attr: { c: '1' }, d: ['x', ''] } },
    ],
    ['XML of a kind', { body: '<b>1</b>', 'content-type': 'application/soap+xml' }, { b: '1' }],
    [
      'a form with files',
      form('name="a[b]"\r\n\r\n1', 'name="c"\r\n\r\n2', 'name="c"\r\n\r\n3', 'name="f"; filename="f.csv"\r\n\r\n1,2'),
      { a: { b: '1' }, c: ['2', '3'] },
    ],
    ['CSV', { body: 'a,b', 'content-type': 'text/csv' }, {}],
    ['an image', { body: 'PNG', 'content-type': 'image/png' }, {}],
    ['nothing', { body: '', 'content-type': 'application/json' }, {}],
  ])('that is %s becomes data', async (_title, sent, data) => {
    expect((await messageOf(await send('POST', `/webhooks/${id}`, sent))).data).toEqual(data)
  })

  const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
  test.each([
    ['JSON that is cut off', 'application/json', '{'],
    ['JSON with neither members nor places', 'application/json', '17'],
    ['JSON that reaches into prototypes', 'application/json', '{"__proto__":{"a":1}}'],
    ['text that is no JSON', 'text/plain', 'hello'],
    ['XML that is not well-formed', 'application/xml', '<bar><hasi></bar>'],
    ['XML with entities of its own', 'application/xml', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a form of a thousand members and one', 'application/x-www-form-urlencoded', 'a=1&'.repeat(1001)],
    ['a form without a boundary', 'multipart/form-data', 'a=1'],
    ['a form that is cut off', 'multipart/form-data; boundary=x', part],
    ['a form of a thousand parts and one', 'multipart/form-data; boundary=x', `${part.repeat(1001)}--x--\r\n`],
  ])('that is %s is 400, before it is known whether there is such a flow', async (_what, type, body) => {
    const { status, json: answer } = await send('POST', `/webhooks/${'0'.repeat(24)}`, { body, 'content-type': type })
    expect([status, answer]).toEqual([400, { error: expect.any(String) }])
  })

  test.each([1000, 5000, 100_000])(
    'that is nested %i deep is a run or refused, and no fault of ours',
    async (depth) => {
      const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`
      const { status } = await send('POST', `/webhooks/${id}`, { body: nested, 'content-type': 'application/json' })
      expect([200, 400]).toContain(status)
    },
  )

  test('of more than 4 MB is 413', async () => {
    const { status, json: answer } = await post(id, { text: 'x'.repeat(4 * 1024 * 1024) })
    expect([status, answer]).toEqual([413, { error: 'request entity too large' }])
  })

  test('without a media type is 415, after it is known whether there is such a flow', async () => {
    expect(await send('POST', `/webhooks/${id}`)).toMatchObject({
      status: 415,
      json: { error: 'Content-Type header is missing' },
    })
    expect((await send('POST', `/webhooks/${'0'.repeat(24)}`)).status).toBe(404)
  })
})

describe('a webhook is not there', () => {
  const absent = async (flow: string, path = `/webhooks/${flow}`) => {
    const { status, json: answer } = await send('POST', path, json({}))
    expect([status, answer]).toEqual([404, { error: `Flow ${flow} either does not exist or is inactive.` }])
  }

  test.each(['0'.repeat(24), 'abcdefghijkl', 'not-an-id', 'x'.repeat(1000)])('of %s', (flow) => absent(flow))
  test('of a flow that was never started', async () => absent((await make()).id))
  test('of a flow that its cron begins', async () => absent(await active({ cron: '0 0 1 1 *' })))
  test('of a flow that is run on demand', async () => {
    await absent((await app.makeFlow(runnableFlow('On demand', [log()]))).id)
  })
  test('under a word that is none', async () => absent(id, `/hook/${id}/a-b`))

  test('while the flow is stopped, at once and until it is started again', async () => {
    const flow = await active()
    await call('POST', `/flows/${flow}/stop`)
    await absent(flow)
    await app.settled()
    await absent(flow)
    await start(flow)
    expect((await post(flow)).status).toBe(200)
  })

  test('when the flow is deleted', async () => {
    const flow = await active()
    expect((await post(flow)).status).toBe(200)
    await call('POST', `/flows/${flow}/stop`)
    await app.settled()
    await call('DELETE', `/flows/${flow}`)
    await absent(flow)
  })
})

describe('the id of a request', () => {
  test('begins one run of a flow, however often and however many at once call', async () => {
    const flow = await active()
    const headers = { 'x-request-id': 'order|17' }
    const answers = await Promise.all(Array.from({ length: 10 }, (_one, n) => post(flow, { n }, headers)))
    answers.push(await post(flow, { n: 11 }, headers))

    const [run, ...more] = await runsOf(flow)
    expect(more).toEqual([])
    for (const answer of answers) {
      expect([answer.status, answer.json.data.requestId]).toEqual([200, headers['x-request-id']])
      expect(answer.headers.get('x-sluice-run')).toBe(run?.id)
    }
  })

  test('is one flow’s: no other flow’s callers use it up', async () => {
    const headers = { 'x-request-id': 'shared' }
    const runs = [await post(await active(), {}, headers), await post(await active(), {}, headers)].map((answer) =>
      answer.headers.get('x-sluice-run'),
    )
    expect(new Set(runs).size).toBe(2)
  })
})

describe('a flow that asks for a signature', () => {
  const key = 'a shared secret'
  const secret = async (credentialId: string, texts: object) => {
    await app.request('PUT', `/v1/credentials/${credentialId}`, { token: admin, body: { secret: texts } })
    return credentialId
  }
  const sign = (body: string, algorithm = 'sha256') => createHmac(algorithm, key).update(body).digest('base64')
  const body = '{"umlaut": "ü"}'
  const statusOf = async (flow: string, headers: Record<string, string>, sent = body) =>
    (await send('POST', `/webhooks/${flow}`, { body: sent, 'content-type': 'application/json', ...headers })).status

  test('is called with the HMAC of the body as it was sent, and with nothing else', async () => {
    const flow = await active(guarded({ hmacAuthSecret: await secret('hmac-one', { any: key }) }))

    expect(await statusOf(flow, { 'x-hmac': sign(body) })).toBe(200)
    expect(await statusOf(flow, { 'x-hmac': sign(body) }, `${body} `)).toBe(403)
    expect(await statusOf(flow, { 'x-hmac': sign(body, 'sha512') })).toBe(403)
    expect(await statusOf(flow, {})).toBe(403)
    expect(await statusOf(flow, { authorization: `Bearer ${admin}` })).toBe(403)
    expect(await runsOf(flow)).toHaveLength(1)
  })

  test('says in which header and by which algorithm, and which of several texts is the key', async () => {
    const hmacAuthSecret = await secret('hmac-many', { other: 'x', key })
    const flow = await active(guarded({ hmacAuthSecret, hmacHeaderKey: 'X-Own-Signature', hmacAlgorithm: 'sha512' }))

    expect(await statusOf(flow, { 'x-own-signature': sign(body, 'sha512') })).toBe(200)
    expect(await statusOf(flow, { 'x-hmac': sign(body, 'sha512') })).toBe(403)
  })

  test('is called by nobody when it names what is not there', async () => {
    const unknown = await active(guarded({ hmacAuthSecret: 'nothing-here' }))
    const hmacAuthSecret = await secret('hmac-odd', { any: key })
    const odd = await active(guarded({ hmacAuthSecret, hmacAlgorithm: 'rot13' }))

    for (const flow of [unknown, odd]) expect(await statusOf(flow, { 'x-hmac': sign(body) })).toBe(403)
  })
})

describe('a flow that asks for credentials', () => {
  const execute = { permissions: ['webhooks.execute'] }
  const basic = (name: string, secret = password) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`
  const statusOf = async (flow: string, authorization?: string) =>
    (await post(flow, {}, authorization === undefined ? {} : { authorization })).status

  /** Somebody in the default tenant, whose password is the usual one. */
  const member = async (name: string, more: Partial<TestUser> = {}) => {
    const token = await app.tokenFor({ name, ...execute, ...more })
    return { id: (await read(app.table, 'user', 'default', name))?.id, token }
  }

  test('is called by its owners who may, with a token or a password, and by nobody else', async () => {
    const [owner, other] = [await member('one-owner'), await member('another')]
    const powerless = await member('powerless', { permissions: ['flows.read'] })
    const owners = [owner.id, powerless.id].map((one) => ({ id: one, type: 'USER' }))
    const flow = await active(guarded({}, { owners }))

    expect(await statusOf(flow, `Bearer ${owner.token}`)).toBe(200)
    expect(await statusOf(flow, basic('one-owner'))).toBe(200)
    expect(await statusOf(flow, `Bearer ${admin}`)).toBe(200)
    for (const refused of [
      undefined,
      'Bearer nobodys',
      'Bearer',
      owner.token,
      `Token ${owner.token}`,
      `Bearer ${other.token}`,
      `Bearer ${powerless.token}`,
      basic('one-owner', 'wrong'),
      basic('nobody'),
    ])
      expect([refused, await statusOf(flow, refused)]).toEqual([refused, 403])
    expect((await post(flow)).json).toEqual({ error: 'Unauthorized' })
  })

  test('is called by users of its organisation only if it lets all of them', async () => {
    const ordinary = await member('ordinary', { organisation: 'acme' })
    const permissions = [...execute.permissions, 'tenant.all']
    const head = await member('head', { organisation: 'acme', permissions })
    const stranger = await member('stranger', { organisation: 'other', permissions })
    const owners = [{ id: 'acme', type: 'tenant' }]
    const closed = await active(guarded({}, { owners }))
    const open = await active(guarded({ allTenantUsers: true }, { owners }))

    const statuses = (flow: string) =>
      Promise.all([ordinary, head, stranger].map(({ token }) => statusOf(flow, `Bearer ${token}`)))
    expect(await statuses(closed)).toEqual([403, 200, 403])
    expect(await statuses(open)).toEqual([200, 200, 403])
  })

  test('says who called, and keeps no credentials', async () => {
    const flow = await active(guarded({}))
    const answer = await post(flow, {}, { authorization: `Bearer ${admin}` })

    expect((await runOf(answer)).trigger.by).toBe('admin')
    expect((await messageOf(answer)).headers).not.toHaveProperty('authorization')
  })

  test('is not called by an administrator of another tenant', async () => {
    const token = await app.tokenFor({ name: 'owner', tenant: 'elsewhere' })
    expect(await statusOf(await active(guarded({})), `Bearer ${token}`)).toBe(403)
  })

  test('is the only one that looks at them', async () => {
    const answer = await post(id, {}, { authorization: 'Bearer nobodys' })

    expect(answer.status).toBe(200)
    expect((await messageOf(answer)).headers.authorization).toBe('Bearer nobodys')
  })
})

test('a burst of calls at once loses none: each has begun a run of its own', async () => {
  const flow = await active()
  const answers = await Promise.all(Array.from({ length: 100 }, (_one, n) => post(flow, { n })))

  expect(answers.filter(({ status }) => status !== 200)).toEqual([])
  const { runs } = await listRunsOfFlow(app.table, 'default', flow, { limit: 1000 })
  expect(runs.map((run) => run.id).sort()).toEqual(answers.map(({ headers }) => headers.get('x-sluice-run')).sort())
})
