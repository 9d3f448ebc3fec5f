import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { ask, command } = await startFlowManager()
await ask('POST', '/flows', [{ id: 'f' }])
const post = (id: string, body?: unknown) => ask('POST', `/flows/${id}/stop`, body)

test('a flow is stopped, softly or hard, and a type that is neither is refused', async () => {
  for (const body of [undefined, { type: 0 }, { type: 1 }]) {
    await command('start', ['f'])
    expect(await post('f', body)).toMatchObject({ status: 200, json: { flow_id: 'f', status: 'stopped' } })
  }
  expect((await post('f', { type: 2 })).status).toBe(400)
  expect((await post('nope')).status).toBe(404)
})
