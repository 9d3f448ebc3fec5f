import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { ask, command } = await startFlowManager()
await ask('POST', '/flows', [{ id: 'f' }])
const post = (id: string, body?: unknown) => ask('POST', `/flows/${id}/resume`, body)

test('a paused flow is resumed, a stopped one is not', async () => {
  expect(await post('f')).toMatchObject({ status: 400, json: { error: 'cannot resume a stopped flow' } })
  await command('start', ['f'])
  await command('pause', ['f'])
  expect(await post('f')).toMatchObject({ status: 200, json: { flow_id: 'f', status: 'running' } })
})
