import { expect, test } from 'vitest'
import { runnableFlow } from '../../_harness/flow-items.ts'
import { says, startHosting } from '../../_harness/hosting.ts'

const { app, control, placed, agentNamed, checkIn, command } = await startHosting()

test('a flow is placed elsewhere only while it is stopped, and is forgotten where it was', async () => {
  const [one, other] = [await agentNamed('h-1'), await agentNamed('h-2')]
  const id = await placed({ kind: 'servers', ids: [one.serverId] })
  await command(id, 'start')
  await checkIn(one)
  await checkIn(one, says(id, 'running'))
  const elsewhere = { kind: 'servers', ids: [other.serverId] }
  expect((await control('PUT', `/flows/${id}/placement`, elsewhere)).status).toBe(409)
  await command(id, 'stop')
  await checkIn(one)
  await checkIn(one, says(id, 'stopped'))
  expect((await control('PUT', `/flows/${id}/placement`, elsewhere)).status).toBe(200)
  await app.settled()

  expect(await checkIn(one)).toEqual({})
  await command(id, 'start')
  expect(await checkIn(other)).toHaveProperty(id)
  expect((await control('PUT', `/flows/${id}/placement`, { kind: 'service' })).status).toBe(409)
  await control('DELETE', `/flows/${id}?force=true`)
  await app.settled()
  expect(await checkIn(other)).toEqual({})
})

test('what does not exist is no place, and a flow that is run on demand has none', async () => {
  const id = await placed({ kind: 'service' })
  const put = async (flow: string, placement: object) =>
    (await control('PUT', `/flows/${flow}/placement`, placement)).status
  expect(await put(id, { kind: 'servers', ids: ['nowhere'] })).toBe(404)
  expect(await put(id, { kind: 'cluster', ids: [] })).toBe(400)
  expect(await put(id, { kind: 'service', ids: ['x'] })).toBe(400)
  const onDemand = await app.makeFlow(runnableFlow('On demand', [{ id: 'only', component: 'log', settings: {} }]))
  const [one] = [await agentNamed('i-1')]
  expect(await put(onDemand.id, { kind: 'servers', ids: [one.serverId] })).toBe(409)
})
