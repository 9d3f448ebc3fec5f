import { afterAll, expect, test } from 'vitest'
import { startFleet } from '../_harness/fleet.ts'
import { graph } from '../_harness/hub-flows.ts'

const fleet = await startFleet({ count: 2, faults: { flowStartSeconds: 2, messagesPerSecond: 10 } })
afterAll(() => fleet.stop())
const { app, runtimes, control, until, pass } = fleet
const [one, other] = runtimes as [(typeof runtimes)[0], (typeof runtimes)[0]]
let made = 0

async function placed(ids: (string | undefined)[]): Promise<string> {
  const flow = { name: `Flow ${++made}`, graph }
  const { data } = (await app.functions.invoke('oih-CreateFlow', { flow })) as { data: { id: string } }
  const answer = await control('PUT', `/flows/${data.id}/placement`, { kind: 'servers', ids })
  if (answer.status !== 200) throw new Error(answer.text)
  return data.id
}
const statusOf = async (id: string) => (await control('GET', `/flows/${id}`)).json.status as string
const command = (id: string, name: string) => control('POST', `/flows/${id}/${name}`)
const comesTo = (id: string, status: string, seconds = 60) =>
  until(async () => (await statusOf(id)) === status, seconds)

test('a flow placed on two runtimes is started, paused, resumed and stopped on both, and no work that waits is lost', async () => {
  const id = await placed([one.serverId, other.serverId])
  expect((await command(id, 'start')).json.status).toBe('starting')
  await comesTo(id, 'active')
  expect([one, other].map(({ hosting }) => hosting.flows[id]?.state)).toEqual(['running', 'running'])

  await pass(40)
  expect((await command(id, 'pause')).json.status).toBe('paused')
  await until(() => [one, other].every(({ hosting }) => hosting.flows[id]?.state === 'paused'), 60)
  const handled = one.hosting.flows[id]?.handled ?? 0
  await pass(60)
  expect(one.hosting.flows[id]).toMatchObject({ handled })
  expect(one.hosting.flows[id]?.waiting).toBeGreaterThan(300)
  const { waiting = 0 } = one.hosting.flows[id] ?? {}
  expect((await command(id, 'resume')).json.status).toBe('active')
  await until(() => one.hosting.flows[id]?.state === 'running', 60)
  await pass(40)
  expect(one.hosting.flows[id]?.handled).toBeGreaterThanOrEqual(handled + waiting)
  const { runtimes: said } = (await control('GET', `/flows/${id}/placement`)).json as {
    runtimes: { steps: Record<string, { in: number }> }[]
  }
  expect(said[0]?.steps.step_1?.in).toBeGreaterThan(300)

  one.faults.flowDrainSeconds = 20
  await command(id, 'stop')
  await until(() => one.hosting.flows[id]?.state === 'stopping', 60)
  expect(await statusOf(id)).toBe('stopping')
  await comesTo(id, 'inactive')
  one.faults.flowDrainSeconds = 0
})

test('a runtime that was away comes to what is wanted by itself, and one that restarts goes on as it was', async () => {
  const id = await placed([one.serverId, other.serverId])
  other.kill()
  await command(id, 'start')
  await pass(120)
  expect(await statusOf(id)).toBe('active')
  await other.start()
  await until(() => other.hosting.flows[id]?.state === 'running', 60)

  one.kill()
  await one.start()
  await until(() => one.hosting.flows[id]?.state === 'running', 60)
  expect(one.hosting.flows[id]?.startGeneration).toBe(1)
  other.kill()
  await command(id, 'stop')
  await comesTo(id, 'inactive', 180)
  await other.start()
  await until(() => other.hosting.flows[id]?.state === 'stopped', 60)
})

test('a flow that fails on a runtime is errored in its words, and runs there after the next start', async () => {
  const id = await placed([one.serverId])
  one.faults.failFlows = [id]
  await command(id, 'start')
  await comesTo(id, 'errored')
  expect((await control('GET', `/flows/${id}`)).json.statusMessage).toBe('It was told to fail.')
  one.faults.failFlows = []
  await pass(60)
  expect(one.hosting.flows[id]?.state).toBe('failed')
  await command(id, 'start')
  await comesTo(id, 'active')
})

test('a flow that is deleted is forgotten by its runtimes', async () => {
  const id = await placed([one.serverId])
  await command(id, 'start')
  await comesTo(id, 'active')
  await control('DELETE', `/flows/${id}?force=true`)
  await until(() => one.hosting.flows[id] === undefined, 60)
})

test('a flow may be called what every object has', async () => {
  const body = [{ id: 'constructor', task_configs: [{ task_id: 'one', type: 'log' }] }]
  await app.request('POST', '/flow-manager/flows', { token: fleet.token, body })
  const placement = { kind: 'servers', ids: [one.serverId] }
  expect((await control('PUT', '/flows/constructor/placement', placement)).status).toBe(200)
  await command('constructor', 'start')
  await comesTo('constructor', 'active')
})

test('a run that is asked for is begun once by a runtime that runs the flow, and ends as it reports', async () => {
  const id = await placed([one.serverId, other.serverId])
  const started = () => control('POST', `/flows/${id}/runs`, { payload: { order: 7 } })
  expect((await started()).status).toBe(409)
  await command(id, 'start')
  await comesTo(id, 'active')

  const run = (await started()).json as { id: string; status: string }
  const shown = async (runId = run.id) => (await control('GET', `/runs/${runId}`)).json
  expect(run.status).toBe('in-progress')
  await until(async () => (await shown()).status === 'succeeded', 60)
  expect(await shown()).toMatchObject({
    counters: { started: 1, succeeded: 1, errors: 0 },
    steps: [{ id: 'step_1', in: 1, out: 1, errors: 0 }],
  })

  one.faults.failFlows = other.faults.failFlows = [id]
  const failing = (await started()).json as { id: string }
  await until(async () => (await shown(failing.id)).status === 'failed', 60)
  expect((await shown(failing.id)).cause).toMatchObject({ message: 'It was told to fail.' })
  one.faults.failFlows = other.faults.failFlows = []

  const cancelled = (await started()).json as { id: string }
  await control('POST', `/runs/${cancelled.id}/cancel`)
  await fleet.settled()
  expect((await shown(cancelled.id)).status).toBe('cancelled')
})
