import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { componentId } from '../_harness/hub-flows.ts'
import { password, startTestApp, type Answer } from '../_harness/app.ts'
import { webPage } from '../_harness/web-page.ts'

/**
 * The requests that known clients of Open Integration Hub send, in their order and with their oddities: the hub’s own web interface,
 * end-to-end script and setup script, a connector of its registry, and an application that has its users' flows at FlowMate.
 */
const origin = 'https://hub.test'
const app = await startTestApp({ allowedOrigins: [origin] })
afterAll(() => app.stop())

const run = promisify(execFile)
const api = (path: string) => `/oih${path}`
const admin = { username: 'admin', password }
const until = (read: () => Promise<unknown>, status: string) =>
  expect.poll(read, { timeout: 2_000, interval: 50 }).toBe(status)

describe('the hub’s web interface', () => {
  /** It sends cookies along, wherever it calls, and an object for a user or flow as it was given it. */
  const page = webPage(app, origin, { withCredentials: true })
  const signedIn = async () => {
    const login = await page('POST', api('/login'), { body: admin })
    expect(login.status).toBe(200)
    const { token } = login.json as { token: string }
    return (method: string, path: string, body?: unknown) => page(method, api(path), { token, body })
  }

  test('signs in, shows who it is for, and signs out', async () => {
    const ui = await signedIn()

    const me = await ui('GET', '/api/v1/users/me')
    expect([me.status, me.json]).toMatchObject([200, { username: 'admin', permissions: ['all'], _id: me.json.id }])
    const out = await ui('POST', '/logout')
    expect([out.status, out.json]).toEqual([200, { loggedOut: true }])
    const after = await ui('GET', '/api/v1/users/me')
    expect([after.status, after.json]).toEqual([401, { message: 'VALIDATION_ERROR' }])
  })

  test('lists flows by pages that begin at none, makes one with a placeholder, and sends it back whole', async () => {
    const ui = await signedIn()
    const made = await ui('POST', '/flows', {
      name: 'My Flow',
      description: '',
      graph: { nodes: [{ id: 'step_1', componentId: 'COMPONENT ID', function: 'FUNCTION', fields: {} }], edges: [] },
    })
    expect([made.status, made.json.meta]).toEqual([201, {}])
    const { id } = made.json.data as { id: string }

    for (const page of ['page[number]=0', 'page[number]=1', 'page=2', 'page[size]=1000']) {
      const { status, json } = await ui('GET', `/flows?${page}`)
      expect([status, json.data.map((flow: { id: string }) => flow.id), json.meta.page]).toEqual([200, [id], 1])
    }

    const { data: flow } = (await ui('GET', `/flows/${id}`)).json
    expect(flow.graph.nodes[0].componentId).toBe(Buffer.from('COMPONENT ID').toString('hex'))
    // What it draws of a graph, it leaves in there.
    const drawn = { ...flow.graph.nodes[0], children: [], depth: 0, privileged: '', credential_id: '', logo: 'x.svg' }
    const changed = await ui('PATCH', `/flows/${id}`, {
      ...flow,
      cron: '* /2 * * * *',
      graph: {
        nodes: [drawn, { id: 'step_2', componentId, function: 'f' }],
        edges: [{ source: 'step_1', target: 'step_2' }],
      },
    })
    expect([changed.status, changed.json.data]).toMatchObject([
      200,
      {
        id,
        name: 'My Flow',
        status: 'inactive',
        createdAt: flow.createdAt,
        graph: { nodes: [flow.graph.nodes[0], {}] },
      },
    ])
    expect((await ui('DELETE', `/flows/${id}`)).json).toEqual({ msg: 'Flow was successfully deleted' })
  })

  test('starts a flow, executes it by its hook, stops and deletes it', async () => {
    const ui = await signedIn()
    const graph = { nodes: [{ id: 'step_1', componentId, function: 'f' }] }
    const { id } = (await ui('POST', '/flows', { name: 'My Flow', graph })).json.data as { id: string }
    const status = async () => (await ui('GET', `/flows/${id}`)).json.data.status as string

    expect((await ui('POST', `/flows/${id}/start`)).json).toEqual({ data: { id, status: 'starting' }, meta: {} })
    await until(status, 'active')
    const executed = await ui('POST', `/hook/${id}`, { some: 'data' })
    expect([executed.status, executed.json]).toEqual([
      200,
      { data: { requestId: expect.stringMatching(/^[0-9a-f]{32}$/), message: 'thank you' } },
    ])
    expect((await ui('POST', `/flows/${id}/stop`)).json).toEqual({ data: { id, status: 'stopping' }, meta: {} })
    await until(status, 'inactive')
    expect((await ui('DELETE', `/flows/${id}`)).status).toBe(200)
  })

  test('makes a user by its form, changes it by what it listed and an empty password, and deletes it', async () => {
    const ui = await signedIn()
    const form = { username: 'Sam@Example.com', firstname: 'Sam', lastname: 'Smith', role: '', password }
    const made = await ui('POST', '/api/v1/users', form)
    expect([made.status, Object.keys(made.json)]).toEqual([200, ['id']])
    const listed = async () =>
      ((await ui('GET', '/api/v1/users')).json as { _id: string; firstname: string }[]).find(
        ({ _id }) => _id === made.json.id,
      )

    const user = await listed()
    expect(user).toMatchObject({ username: 'sam@example.com', status: 'ACTIVE', roles: [] })
    const changed = await ui('PATCH', `/api/v1/users/${user?._id}`, { ...user, firstname: 'Samuel', password: '' })
    expect([changed.status, (await listed())?.firstname]).toEqual([200, 'Samuel'])
    const again = await page('POST', api('/login'), { body: { username: form.username, password } })
    expect(again.status).toBe(200)
    expect((await ui('DELETE', `/api/v1/users/${user?._id}`)).status).toBe(200)
    expect(await listed()).toBeUndefined()
  })
})

describe('the hub’s end-to-end script', () => {
  // It says no media type where it has no body.
  const script = (method: string, path: string, token: string, body?: unknown): Promise<Answer> =>
    app.request(method, api(path), { token, body, headers: { accept: 'application/json' } })
  const flow = {
    name: 'D Testflow',
    description: 'This flow takes actions at regular invervals based on a set timer.',
    graph: {
      nodes: [
        { id: 'step_1', componentId: '5cb87489df763a001a54c7de', function: 'timer', fields: { intervall: 'minute' } },
        { id: 'step_2', componentId: '5cdaba4d6474a5001a8b2588', function: 'execute', fields: { code: 'run()' } },
      ],
      edges: [{ source: 'step_1', target: 'step_2' }],
    },
    type: 'ordinary',
    cron: '*/2 * * * *',
    owners: [],
  }

  test('takes a flow through its life', async () => {
    const { json } = await app.request('POST', api('/login'), { body: admin })
    const { token } = json as { token: string }
    expect((await script('GET', '/flows', token)).status).toBe(200)
    const made = await script('POST', '/flows', token, flow)
    expect([made.status, made.json.data]).toMatchObject([
      201,
      { ...flow, owners: [{ type: 'user' }], status: 'inactive' },
    ])
    const path = `/flows/${made.json.data.id}`
    const status = async () => (await script('GET', path, token)).json.data.status as string

    expect((await script('POST', `${path}/start`, token)).status).toBe(200)
    await until(status, 'active')
    expect((await script('POST', `${path}/stop`, token)).status).toBe(200)
    await until(status, 'inactive')
    expect((await script('PATCH', path, token, { name: `new given name ${flow.name}` })).status).toBe(200)
    expect((await script('DELETE', path, token)).status).toBe(200)
    expect((await script('GET', path, token)).status).toBe(404)
  })

  test('is refused with a token that is none, and for ids that are none', async () => {
    const { json } = await app.request('POST', api('/login'), { body: admin })
    const { token } = json as { token: string }
    const other = `${token}axsyfdas`
    const refused: [string, string, unknown?][] = [
      ['GET', '/flows'],
      ['POST', '/flows', flow],
      ['GET', '/flows/324423'],
      ['POST', '/flows/324423/start'],
      ['POST', '/flows/324423/stop'],
    ]
    for (const [method, path, body] of refused)
      expect((await script(method, path, other, body)).json.errors).toMatchObject([{ code: 401 }])
    for (const [method, path] of [
      ['GET', '/flows/324423'],
      ['PATCH', '/flows/29384329856'],
      ['DELETE', '/flows/1982312'],
    ] as const)
      expect((await script(method, path, token)).json).toEqual({ errors: [{ message: 'Invalid id', code: 400 }] })
  })
})

describe('the hub’s setup script', () => {
  /** With curl, and a token in every call: an empty one as long as it has none. */
  async function post(path: string, token: string, body: object): Promise<Record<string, unknown>> {
    const headers = ['-H', 'Content-Type: application/json', '-H', `Authorization: Bearer ${token}`]
    const flags = ['--silent', '--show-error', '--fail', '--request', 'POST', '--data', JSON.stringify(body, null, 4)]
    const { stdout } = await run('curl', [...headers, ...flags, `${app.url}${api(path)}`])
    return JSON.parse(stdout) as Record<string, unknown>
  }

  test('signs in, makes a service account with a token that does not end, and flows with it', async () => {
    const { token } = await post('/login', '', admin)
    const account = {
      username: 'test@test.de',
      firstname: 'a',
      lastname: 'b',
      role: 'SERVICE_ACCOUNT',
      status: 'ACTIVE',
    }
    const { id } = await post('/api/v1/users', String(token), {
      ...account,
      password: 'testtest1234',
      permissions: ['all'],
    })
    const endless = await post('/api/v1/tokens', String(token), {
      accountId: id,
      expiresIn: -1,
      initiator: id,
      inquirer: id,
    })
    expect(endless).toEqual({ token: expect.any(String), id: expect.any(String) })

    const nodes = [
      { id: 'step_1', componentId, function: 'timer' },
      { id: 'step_2', componentId, function: 'execute', fields: { code: 'run()' } },
    ]
    const { data } = await post('/flows', String(endless.token), {
      name: 'Timer To Code Component Example',
      'description:': 'A member that is none.',
      graph: { nodes, edges: [{ source: 'step_1', target: 'step_2' }] },
      cron: '*/1 * * * *',
    })
    expect(data).toMatchObject({
      graph: { nodes },
      owners: [{ id, type: 'user' }],
      cron: '*/1 * * * *',
      status: 'inactive',
    })
    expect(Object.keys(data as object)).not.toContain('description:')
    const holder = await post('/api/v1/tokens/introspect', String(endless.token), { token: endless.token })
    expect(holder).toMatchObject({ sub: id, username: 'test@test.de', isAdmin: true })
  })
})

test('a connector finds out by the code in the first error that it has to sign in again', async () => {
  const { status, json } = await app.request('GET', api('/flows'))

  expect([status, json]).toEqual([401, { errors: [{ message: 'Missing authorization header.', code: 401 }] }])
})

describe('an application that has its users’ flows at FlowMate', () => {
  test('makes a user and a flow of theirs from a template, and counts what that used', async () => {
    const partner = await app.tokenFor({ name: 'admin' })
    const call = (method: string, path: string, body?: unknown, token = partner) =>
      app.request(method, api(path), { body, token })
    const tenant = '5f8d04a6e3b3c40011d3a1b2'
    const permissions = [
      'flows.read',
      'flows.update',
      'flows.write',
      'flows.control',
      'flowTemplates.read',
      'icenter.read',
    ]
    const { id: userId } = (
      await call('POST', '/users', { username: 'customer@example.com', password, tenant, permissions })
    ).json as { id: string }
    const nodes = [{ id: 'step_1', componentId, function: 'f', fields: { keep: true } }]
    const owners = [{ id: tenant, type: 'tenant' }]
    const template = (await call('POST', '/templates', { name: 'Sync', graph: { nodes }, owners, status: 'published' }))
      .json

    const login = await call('POST', '/login', { username: 'customer@example.com', password })
    expect([login.status, login.json]).toEqual([200, { token: expect.any(String), id: expect.any(String) }])
    const own = (method: string, path: string, body?: unknown) => call(method, path, body, login.json.token as string)
    expect((await own('GET', '/users/me')).json).toMatchObject({
      _id: userId,
      tenant,
      permissions: ['flows.read', 'flows.update', 'flows.write', 'flows.control', 'templates.read', 'icenter.read'],
    })
    expect((await own('GET', '/templates?page[size]=1000&filter[status]=1')).json.meta.total).toBe(1)
    const generated = await own('POST', `/templates/${template.data.id}/generate`, {
      graph: { nodes: [{ credentials_id: '5f8d04a6e3b3c40011d3a1b3' }] },
    })
    expect([generated.status, generated.json.data]).toMatchObject([
      201,
      {
        status: 'inactive',
        fromTemplate: template.data.id,
        graph: { nodes: [{ ...nodes[0], credentials_id: '5f8d04a6e3b3c40011d3a1b3' }] },
      },
    ])
    const { id } = generated.json.data as { id: string }

    const [started] = (await own('POST', '/flows/multiple/start', [id])).json as unknown[]
    expect(started).toEqual({ data: { id, status: 'starting' }, meta: {} })
    await until(async () => (await own('GET', `/flows/${id}`)).json.data.status, 'active')
    expect((await own('GET', `/flows?filter%5Bstatus%5D=active&filter[user]=${userId}`)).json.data).toMatchObject([
      { id },
    ])

    const called = await call('POST', `/webhooks/${id}`, { subject: 's', recipients: ['a@example.com'] }, '')
    // It takes a message beside the data for a failure, whatever the status.
    expect([called.status, called.json.message]).toEqual([200, undefined])
    const runs = async () => (await own('GET', `/executions?filter[flowId]=${id}`)).json.data.length as number
    await expect.poll(runs).toBe(1)
    const used = async () => (await own('GET', '/icenter/executions?groupby=flow')).json.data as unknown[]
    await expect.poll(used, { timeout: 5_000 }).toEqual([{ _id: id, flow: id, tenant, executions: 1 }])
    expect((await own('POST', '/flows/multiple/stop', [id])).json).toEqual([
      { data: { id, status: 'stopping' }, meta: {} },
    ])
  })
})
