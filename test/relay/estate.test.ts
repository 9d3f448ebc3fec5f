import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { afterAll, expect, test } from 'vitest'
import { administrator } from '../_harness/app.ts'
import { startFleet } from '../_harness/fleet.ts'

/** What is told about servers and rollouts on the bus, seen by a rule of a user's own. */
const fleet = await startFleet({ count: 2 })
afterAll(() => fleet.stop())
const told: { type: string; detail: Record<string, unknown> }[] = []
const { invoke } = fleet.app.functions
fleet.app.functions.invoke = (name, event) => {
  const {
    'detail-type': type = '',
    detail = {},
    source,
  } = (event ?? {}) as { 'detail-type'?: string; detail?: Record<string, unknown>; source?: string }
  if (name === 'mmc-TestConnection' && source === 'sluice') told.push({ type, detail })
  return invoke(name, event)
}
const bus = new EventBridgeClient({
  endpoint: fleet.app.awsUrl,
  region: 'us-east-1',
  credentials: await fleet.app.keyFor(administrator),
})
const rule = { Name: 'estate', EventBusName: 'sluice' }
await bus.send(
  new PutRuleCommand({
    ...rule,
    EventPattern: JSON.stringify({
      source: ['sluice'],
      'detail-type': [{ prefix: 'server.' }, { prefix: 'rollout.' }],
    }),
  }),
)
const Arn = 'arn:aws:lambda:us-east-1:000000000000:function:mmc-TestConnection'
await bus.send(new PutTargetsCommand({ Rule: rule.Name, EventBusName: rule.EventBusName, Targets: [{ Id: '1', Arn }] }))
const types = () => told.splice(0).map(({ type }) => type)

test('a server that goes silent is told once, when its lease and the sweep’s minute are over, and once when it is back', async () => {
  const [, second] = fleet.runtimes
  second?.kill()
  await fleet.pass(125)
  expect(told).toMatchObject([
    { type: 'server.down', detail: { serverName: 'mule-2', tenant: 'default', eventId: expect.any(String) } },
  ])
  await fleet.pass(300)
  expect(types()).toEqual(['server.down'])

  await second?.start()
  await fleet.pass(70)
  expect(types()).toEqual(['server.up'])
})

test('a rollout is told from its beginning to its end, and the servers it restarts are not told as down', async () => {
  const id = await fleet.formCluster('east', fleet.runtimes)
  const { json } = await fleet.control('POST', `/clusters/${id}/restart`, {})
  await fleet.ended(json.rollout.id as string)
  await fleet.pass(120)

  expect(told.every(({ detail }) => detail.rolloutId === json.rollout.id)).toBe(true)
  expect(types()).toEqual(['rollout.pending', 'rollout.running', 'rollout.succeeded'])
})

test('a server that was stopped on purpose is not told as down', async () => {
  await fleet.mmc('POST', '/clusters/east/stop')
  await fleet.until(() => fleet.runtimes.every(({ status }) => status === 'down'))
  await fleet.pass(300)

  expect(types().filter((type) => type.startsWith('server.'))).toEqual([])
})
