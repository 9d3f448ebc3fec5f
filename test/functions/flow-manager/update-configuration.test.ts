import { describe, expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, command, control } = await startFlowManager()
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
