import { describe, expect, test } from 'vitest'
import { administrator } from '../../_harness/app.ts'
import { flowInput } from '../../_harness/flows.ts'
import { startFlowManager } from '../../_harness/flow-manager.ts'
import { graph } from '../../_harness/hub-flows.ts'

const { app, ask, authorization, command, control, listed } = await startFlowManager()
const task = (task_id: string, ...dependencies: string[]) => ({ task_id, type: 'log', dependencies })
await ask('POST', '/flows', [{ id: 'one', name: 'One', task_configs: [task('a')] }, { id: 'two' }, { id: 'three' }])

describe('an update', () => {
  test('replaces all of a configuration', async () => {
    const { status, json } = await ask('PUT', '/flows/two', { flow_id: 'two', version: '2', task_configs: [task('b')] })

    expect([status, json]).toEqual([
      200,
      { status: 'Configuration updated', details: [{ flow_id: 'two', status: 'stopped' }] },
    ])
    await ask('PUT', '/flows/two', { name: 'Two' })
    expect((await ask('GET', '/flows/two')).json).toEqual({ id: 'two', flow_id: 'two', name: 'Two', task_configs: [] })
  })

  test('leaves a running flow running, with what it was started with until its next start', async () => {
    await command('start', ['one'])
    const before = (await ask('GET', '/flows/status/one')).json
    expect((await ask('PUT', '/flows/one', { task_configs: [task('a'), task('b', 'a')] })).json.details).toEqual([
      { flow_id: 'one', status: 'running' },
    ])
    expect((await ask('GET', '/flows/status/one')).json).toEqual(before)
    const stepsOfRun = async () => {
      const { id } = (await control('POST', '/flows/one/runs')).json as { id: string }
      await app.settled()
      return ((await control('GET', `/runs/${id}`)).json.steps as { id: string }[]).map((step) => step.id)
    }

    expect(await stepsOfRun()).toEqual(['a'])
    await command('stop', ['one'])
    await command('start', ['one'])
    expect((await stepsOfRun()).sort()).toEqual(['a', 'b'])
  })

  test.each<[unknown]>([
    [[]],
    [{ id: 'other' }],
    [{ name: '' }],
    [{ name: null }],
    [{ version: 1 }],
    [{ task_configs: {} }],
    [undefined],
  ])('is refused: %j', async (body) => {
    const { status, json } = await ask('PUT', '/flows/one', body)

    expect([status, typeof json.error]).toEqual([400, 'string'])
  })
})

test('every first task of a flow begins a run', async () => {
  await ask('POST', '/flows', [{ id: 'wide', task_configs: [task('a'), task('b'), task('c', 'a', 'b')] }])
  await command('start', ['wide'])
  const { id } = (await control('POST', '/flows/wide/runs')).json as { id: string }
  await app.settled()

  expect((await control('GET', `/runs/${id}`)).json).toMatchObject({
    status: 'succeeded',
    steps: [
      { id: 'a', in: 1 },
      { id: 'b', in: 1 },
      { id: 'c', in: 2 },
    ],
  })
})

test('a deletion drops what is in hand and frees the id', async () => {
  const slow = { task_id: 'slow', type: 'delay', params: { seconds: 3600 } }
  await ask('POST', '/flows', [{ id: 'gone', task_configs: [slow] }])
  await command('start', ['gone'])
  const { id } = (await control('POST', '/flows/gone/runs')).json as { id: string }

  expect((await ask('DELETE', '/flows/gone')).status).toBe(200)
  await app.settled()
  expect((await control('GET', `/runs/${id}`)).json.status).toBe('cancelled')
  expect((await ask('GET', '/flows/gone')).status).toBe(404)
  expect((await ask('POST', '/flows', [{ id: 'gone' }])).status).toBe(201)
  expect((await ask('GET', '/flows/status/gone')).json).toMatchObject({ status: 'stopped', current_task: null })
  await ask('DELETE', '/flows/gone')
})

describe('lists', () => {
  test('come in pages in the order of adding, each with the address of the next', async () => {
    await ask(
      'POST',
      '/flows',
      Array.from({ length: 5 }, (_, index) => ({ id: `page-${5 - index}` })),
    )
    const all = await listed()
    const found: string[] = []
    for (let path: string | undefined = '/flow-manager/flows?limit=3'; path;) {
      const answer = await app.request('GET', path, { headers: { authorization } })
      found.push(...(answer.json as { id: string }[]).map(({ id }) => id))
      const [, next] = /^<http:\/\/[^/]+(\S+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? []
      path = next
    }

    expect(found).toEqual(all)
    expect(all.slice(-5)).toEqual(['page-5', 'page-4', 'page-3', 'page-2', 'page-1'])
    const statuses = await ask('GET', `/flows/status?limit=2&after=${all[1]}`)
    expect(Object.keys(statuses.json as object)).toEqual(all.slice(2, 4))
    expect(statuses.headers.get('link')).toContain(`/flow-manager/flows/status?limit=2&after=${all[3]}`)
  })

  test.each(['limit=0', 'limit=1001', 'limit=x', 'after=nobody'])('are refused for %s', async (query) => {
    expect((await ask('GET', `/flows?${query}`)).status).toBe(400)
  })

  test('over 5 MB are not given, but pages of them are', async () => {
    const description = 'x'.repeat(900_000)
    for (let index = 0; index < 6; index++) await ask('POST', '/flows', [{ id: `large-${index}`, description }])

    expect(await ask('GET', '/flows')).toMatchObject({ status: 413, json: { error: expect.stringContaining('limit') } })
    expect((await ask('GET', '/flows?limit=2&after=large-1')).json).toMatchObject([
      { id: 'large-2' },
      { id: 'large-3' },
    ])
    expect((await ask('GET', '/flows/status')).status).toBe(200)
    for (let index = 0; index < 6; index++) await ask('DELETE', `/flows/large-${index}`)
  })
})

describe('paths', () => {
  test.each([
    ['GET', '/flows/', 200],
    ['GET', '/flows/one/', 200],
    ['GET', '/flows/%6fne', 200],
    ['GET', '/flows/status/', 200],
    ['GET', '/nothing', 404],
    ['GET', '/flows/One', 404],
    ['POST', '/flows/commands/pause', 404],
  ])('%s %s is answered %i', async (method, path, status) => {
    expect((await ask(method, path)).status).toBe(status)
  })

  test.each([
    ['GET', '/flows/commands', 'PATCH'],
    ['PUT', '/flows/commands', 'PATCH'],
    ['DELETE', '/flows/commands/', 'PATCH'],
    ['POST', '/flows/commands', 'PATCH'],
    ['PUT', '/flows/status', 'GET'],
    ['DELETE', '/flows/status', 'GET'],
    ['POST', '/flows/status', 'GET'],
    ['POST', '/flows/status/pause', 'GET'],
    ['PATCH', '/flows', 'GET, POST'],
    ['POST', '/flows/one', 'DELETE, GET, PUT'],
  ])('%s %s is 405 and allows %s', async (method, path, allow) => {
    const { status, headers, json } = await ask(method, path, method === 'GET' ? undefined : {})

    expect([status, headers.get('allow')?.split(', ').sort().join(', '), typeof json.error]).toEqual([
      405,
      allow,
      'string',
    ])
  })

  test('without credentials are answered 401 and ask for them', async () => {
    const { status, headers, json } = await app.request('GET', '/flow-manager/flows')

    expect([status, headers.get('www-authenticate'), typeof json.error]).toEqual([
      401,
      'Basic realm="flow-manager", charset="UTF-8"',
      'string',
    ])
  })

  test('take JSON of whichever media type', async () => {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    const body = JSON.stringify({ command: 'start', flow_ids: ['one'] })

    expect((await app.request('PATCH', '/flow-manager/flows/commands', { headers, body })).status).toBe(200)
  })
})

describe('flows of other APIs', () => {
  test('are shown and commanded under their handles, are not updated, and can be deleted', async () => {
    await app.functions.invoke('appflow-CreateFlow', flowInput('of-appflow'))
    const made = (await app.functions.invoke('oih-CreateFlow', { flow: { name: 'A to B', graph } })) as {
      data: { id: string }
    }
    const handle = `a-to-b-${made.data.id.slice(-8)}`
    await app.settled()

    expect((await ask('GET', `/flows/${handle}`)).json).toMatchObject({ id: handle, name: 'A to B' })
    expect((await ask('GET', '/flows/of-appflow')).json.task_configs).toMatchObject([
      { type: 's3-transfer', instances: 1 },
    ])
    expect(await listed()).toEqual(expect.arrayContaining(['of-appflow', handle]))
    const ids = ['of-appflow', handle]
    expect((await command('start', ids)).json.details).toEqual(ids.map((flow_id) => ({ flow_id, status: 'running' })))
    for (const id of ids) {
      expect(await ask('PUT', `/flows/${id}`, {})).toMatchObject({ status: 400 })
      expect((await ask('DELETE', `/flows/${id}`)).status).toBe(200)
      expect((await ask('GET', `/flows/${id}`)).status).toBe(404)
    }
  })

  test('show a flow of flow-manager, stop it, and delete it', async () => {
    await ask('POST', '/flows', [{ id: 'shared', name: 'Shared', task_configs: [task('a'), task('b', 'a')] }])
    await command('start', ['shared'])
    const appflow = (await app.functions.invoke('appflow-DescribeFlow', { flowName: 'shared' })) as object
    const { id } = (await control('GET', '/flows/shared')).json as { id: string }
    const hub = (await app.functions.invoke('oih-GetFlow', { id })) as { data: object }

    expect(appflow).toMatchObject({ flowStatus: 'Active', triggerConfig: { triggerType: 'Event' } })
    expect(hub.data).toMatchObject({
      name: 'Shared',
      status: 'active',
      graph: { edges: [{ source: 'a', target: 'b' }] },
    })
    await app.functions.invoke('appflow-StopFlow', { flowName: 'shared' })
    expect((await ask('GET', '/flows/status/shared')).json.status).toBe('stopped')
    await app.functions.invoke('oih-StartFlow', { id })
    await app.settled()
    expect((await ask('GET', '/flows/status/shared')).json.status).toBe('running')
    await app.functions.invoke('oih-StopFlow', { id })
    await app.settled()
    await app.functions.invoke('oih-DeleteFlow', { id })
    expect((await ask('GET', '/flows/shared')).status).toBe(404)
  })
})

test('who sees own flows only is told of those, and commands all of those', async () => {
  const token = await app.tokenFor({
    ...administrator,
    name: 'member',
    seesOwnFlowsOnly: true,
    permissions: ['flows.read', 'flows.edit', 'flows.control'],
  })
  const own = (method: string, path: string, body?: unknown) =>
    app.request(method, `/flow-manager${path}`, { token, body })
  await own('POST', '/flows', [{ id: 'own' }])

  expect((await own('GET', '/flows')).json).toMatchObject([{ id: 'own' }])
  expect(Object.keys((await own('GET', '/flows/status')).json as object)).toEqual(['own'])
  expect((await own('PATCH', '/flows/commands', { command: 'start' })).json.details).toEqual([
    { flow_id: 'own', status: 'running' },
  ])
  expect((await own('PATCH', '/flows/commands', { command: 'stop', flow_ids: ['own', 'one'] })).json.details).toEqual([
    { flow_id: 'own', status: 'stopped' },
    { flow_id: 'one', status: 'not_found', error: 'no such flow' },
  ])
  expect((await own('GET', '/flows/one')).status).toBe(404)
  expect((await own('POST', '/flows', [{ id: 'one' }])).status).toBe(400)
})
