import { expect, onTestFinished, test, vi } from 'vitest'
import { startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** Records as an earlier version, or a disk, may have left them. */
const target = { Arn: 'arn:aws:lambda:us-east-1:000000000000:function:control-GetHealth', RoleArn: 'any' }
const schedule = {
  GroupName: 'default',
  State: 'ENABLED',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: target,
  CreationDate: 1_700_000_000,
  ScheduleExpression: 'rate(1 minute)',
}
const rule = { EventBusName: 'default', State: 'ENABLED', targets: [{ Id: '1', Arn: target.Arn }] }
const damaged: [kind: string, name: string, value: unknown][] = [
  ['schedule', 'default/no-date', { ...schedule, Name: 'no-date', ScheduleExpression: 'at(2030-13-01T00:00:00)' }],
  ['schedule', 'default/late', { ...schedule, Name: 'late', StartDate: 1e300 }],
  ['schedule', 'default/null', null],
  ['rule', 'default/no-time', { ...rule, Name: 'no-time', ScheduleExpression: 'rate(1 minute)' }],
  ['rule', 'default/null', null],
  ['invocation', 'null', null],
  ['invocation', 'nameless', { event: {}, attempt: 1 }],
  ['queue', 'null', null],
  ['message', 'sluice-dead-letters/null', null],
  ['message', 'gone/1', { body: 'x', sentAt: 0 }],
  ['execution', 'roll-cluster/x', { workflow: 'roll-cluster', name: 'x', input: 'no JSON', status: 'RUNNING' }],
]

test('a start survives whatever is stored: a damaged record is reported by name and the others are taken up', async () => {
  const { folder, remove } = await temporaryFolder()
  const reports = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  onTestFinished(async () => {
    reports.mockRestore()
    await remove()
  })
  const first = await startTestApp({ dataFolder: folder })
  for (const [kind, name, value] of damaged) await first.state.put(kind, name, value)
  await first.engine.call('DynamoDB_20120810.PutItem', {
    TableName: 'sluice-local',
    Item: { kind: { S: 'rule' }, name: { S: 'default/torn' }, value: { S: '{"Name":"to' } },
  })
  await first.state.put('schedule', 'default/sound', { ...schedule, Name: 'sound' })
  await first.stop()

  const timers = testClock()
  const second = await startTestApp({ dataFolder: folder, timers })
  const invoke = vi.spyOn(second.functions, 'invoke')
  timers.advance(60)
  await second.settled()
  await second.stop()

  const said = reports.mock.calls.map(([text]) => String(text))
  for (const [kind, name] of [...damaged, ['rule', 'default/torn']])
    expect(said).toContainEqual(expect.stringContaining(`The stored ${String(kind)} ${String(name)} is damaged`))
  expect(invoke).toHaveBeenCalledWith('control-GetHealth', expect.anything())
})
