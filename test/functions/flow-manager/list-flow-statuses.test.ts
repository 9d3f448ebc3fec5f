import { expect, test } from 'vitest'
import { startFlowManager } from '../../_harness/flow-manager.ts'

const { ask, command } = await startFlowManager()

test('every flow has a status, by its id', async () => {
  expect(await ask('GET', '/flows/status')).toMatchObject({ status: 200, json: {} })
  await ask('POST', '/flows', [{ id: 'a' }, { id: 'b' }])
  await command('start', ['b'])

  const { json } = await ask('GET', '/flows/status')
  expect(Object.keys(json as object)).toEqual(['a', 'b'])
  expect(json).toMatchObject({ a: { flow_id: 'a', status: 'stopped' }, b: { flow_id: 'b', status: 'running' } })
  expect(json.b).toEqual((await ask('GET', '/flows/status/b')).json)
})
