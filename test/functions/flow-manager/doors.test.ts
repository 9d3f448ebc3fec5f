import { describe, expect, test } from 'vitest'
import { administrator } from '../../_harness/app.ts'
import { startFlowManager } from '../../_harness/flow-manager.ts'
import { flowInput } from '../../_harness/flows.ts'
import { graph } from '../../_harness/hub-flows.ts'

const { app, ask, command, control, listed } = await startFlowManager()
const task = (task_id: string, ...dependencies: string[]) => ({ task_id, type: 'log', dependencies })
await ask('POST', '/flows', [{ id: 'one', name: 'One', task_configs: [task('a')] }, { id: 'two' }, { id: 'three' }])

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
