import { expect, test } from 'vitest'
import { startHosting } from '../../_harness/hosting.ts'

const { app, control, makeFlow, agentNamed, checkIn } = await startHosting()

test('flows of a dialect are made where the tenant wants those of that dialect, and others where they were', async () => {
  const before = await makeFlow()
  const one = await agentNamed('one')
  const placement = { kind: 'servers', ids: [one.serverId] }
  const put = await control('PUT', '/placements/oih', placement)
  expect(put.json).toEqual({ ...placement, version: 1 })
  const id = await makeFlow()
  expect((await control('PUT', '/placements/oih', { kind: 'service', version: 7 })).status).toBe(409)
  expect((await control('PUT', '/placements/oih', { kind: 'cluster', ids: ['nowhere'] })).status).toBe(404)

  for (const flow of [before, id]) await app.functions.invoke('oih-StartFlow', { id: flow })
  await app.settled()
  expect(Object.keys((await checkIn(one)) ?? {})).toEqual([id])
})
