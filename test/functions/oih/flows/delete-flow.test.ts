import { expect, test } from 'vitest'
import { startHubFlows } from '../../../_harness/hub-flows.ts'

const { call, make, start, told } = await startHubFlows()

test('a flow that is inactive goes, one that is started stays', async () => {
  const { id } = await make()
  await start(id)
  const refused = await call('DELETE', `/flows/${id}`)
  expect([refused.status, told(refused)]).toEqual([409, ['Flow is not inactive. Current status: active']])

  const { id: other } = await make()
  expect(await call('DELETE', `/flows/${other}`)).toEqual({
    status: 200,
    json: { msg: 'Flow was successfully deleted' },
  })
  const again = await call('DELETE', `/flows/${other}`)
  expect([again.status, told(again)]).toEqual([404, ['Flow not found']])
  expect((await call('DELETE', '/flows/x')).status).toBe(400)
})
