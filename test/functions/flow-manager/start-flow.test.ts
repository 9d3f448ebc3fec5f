import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { ask, command } = await startFlowManager()
await ask('POST', '/flows', [{ id: 'f' }])
const post = (id: string, body?: unknown) => ask('POST', `/flows/${id}/start`, body)

test('a flow is started, and answers how it is; a paused one is not', async () => {
  expect(await post('f')).toMatchObject({ status: 200, json: { flow_id: 'f', status: 'running', current_task: null } })
  await command('pause', ['f'])
  expect(await post('f')).toMatchObject({ status: 400, json: { error: 'cannot start a paused flow, resume it' } })
  expect((await post('nope')).status).toBe(404)
})
