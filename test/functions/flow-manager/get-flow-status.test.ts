import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { app, ask, command, control, make, work, statusOf } = await startFlowManager()

test('the current task is the one that was given something to do last, while a run is in progress', async () => {
  await make('shown')
  const { since } = await statusOf('shown')
  expect(await statusOf('shown')).toEqual({
    flow_id: 'shown',
    status: 'running',
    current_task: null,
    since,
    error: null,
  })
  const run = await work('shown')

  expect(await statusOf('shown')).toMatchObject({ current_task: 'slow', since })
  expect((await ask('GET', '/flows/status')).json.shown).toEqual(await statusOf('shown'))
  await control('POST', `/runs/${run}/cancel`)
  await app.settled()
  expect((await statusOf('shown')).current_task).toBeNull()
})

test('a flow that was never started is stopped, since it was added; one in error says why', async () => {
  await ask('POST', '/flows', [{ id: 'new' }])
  const { createdAt } = (await control('GET', '/flows/new')).json as { createdAt: string }

  expect(await statusOf('new')).toEqual({
    flow_id: 'new',
    status: 'stopped',
    current_task: null,
    since: createdAt,
    error: null,
  })
  await control('PUT', '/settings', { strictComponents: true })
  await ask('POST', '/flows', [{ id: 'unknown', task_configs: [{ task_id: 'a', type: 'nobodys' }] }])
  await command('start', ['unknown'])
  await app.settled()
  expect(await statusOf('unknown')).toMatchObject({ status: 'error', error: expect.stringContaining('nobodys') })
})
