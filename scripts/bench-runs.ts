import { CreateFlowCommand, StartFlowCommand, StopFlowCommand } from '@aws-sdk/client-appflow'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { beginRun } from '../lib/core/runs/begin-run.ts'
import type { Run } from '../lib/core/runs/run.ts'
import { commit } from '../lib/store/commit.ts'
import { findRun } from '../lib/store/runs.ts'
import { administrator, startTestApp, type TestApp } from '../test/_harness/app.ts'
import { flowInput, onDemand } from '../test/_harness/flows.ts'
import { s3Flow } from '../test/_harness/s3-flows.ts'
import { costOf, counted, type Cost } from './costs.ts'

/** A flow that splits a list and passes its elements through three more steps. */
const definition = {
  steps: [
    { id: 'split', component: 'split', settings: {} },
    ...['a', 'b', 'c'].map((id) => ({ id, component: 'delay', settings: { seconds: 0 } })),
  ],
  links: [
    { from: 'split', to: 'a' },
    { from: 'a', to: 'b' },
    { from: 'b', to: 'c' },
  ],
  details: {},
}

/** Runs of flows: what they cost the table, how many steps there are a second, and what a transfer takes of memory. Part of `npm run bench`. */
export async function runs(): Promise<void> {
  const app = await startTestApp()
  const { table } = app
  const flow = await app.makeFlow({
    tenant: 'default',
    id: 'b'.repeat(24),
    label: 'bench',
    madeBy: 'oih',
    owners: [],
    trigger: { kind: 'on-demand' },
    tags: {},
    definition,
  })
  const costs = new Map<number, { cost: Cost; seconds: number; run: Run | undefined }>()
  for (const count of [1, 100, 1000, 10_000]) {
    const id = app.registry.functions.length > 0 ? crypto.randomUUID() : ''
    const payload = Array.from({ length: count }, (_, index) => index)
    const trigger = { kind: 'api', at: new Date().toISOString(), by: 'bench' } as const
    const first = [{ stepId: 'split', queue: 'steps', payload }] as const
    const begun = performance.now()
    const cpu = process.cpuUsage()
    const cost = await costOf(app.engine, async () => {
      await commit(table, beginRun(flow, { id, trigger, first }).change)
      app.stream.nudge()
      await app.settled()
    })
    const { user, system } = process.cpuUsage(cpu)
    const seconds = (performance.now() - begun) / 1000
    costs.set(count, { cost, seconds, run: await findRun(table, 'default', id) })
    console.log(
      `run of ${count} messages through 3 steps: ${counted(cost)}; ${seconds.toFixed(1)} s, ${((3 * count) / seconds).toFixed(0)} steps a second, ` +
        `${((3 * count) / ((user + system) / 1e6)).toFixed(0)} for each second of this process's CPU`,
    )
  }
  const ratio = (more: number, fewer: number) =>
    ((costs.get(more)?.cost.requests.length ?? 0) / (costs.get(fewer)?.cost.requests.length ?? 1)).toFixed(2)
  console.log(
    `ten times the messages: ${ratio(1000, 100)} times the requests from 100, ${ratio(10_000, 1000)} from 1,000`,
  )
  await transfers(app)
  await app.stop()
}

async function transfers(app: TestApp): Promise<void> {
  const credentials = await app.keyFor(administrator)
  const s3 = new S3Client({ region: 'us-east-1', endpoint: app.awsUrl, credentials, forcePathStyle: true })
  const appflow = await app.appflowFor()
  for (const Bucket of ['src', 'dst']) await s3.send(new CreateBucketCommand({ Bucket }))
  const input = flowInput('transfer', { ...onDemand, ...s3Flow() })
  await appflow.send(new CreateFlowCommand(input))
  await app.settled()
  const put = (Key: string, Body: string) => s3.send(new PutObjectCommand({ Bucket: 'src', Key, Body }))
  await put('in/first.csv', 'a,b\n1,2\n')
  const begin = await costOf(app.engine, () => appflow.send(new StartFlowCommand({ flowName: 'transfer' })))
  await app.settled()
  console.log(`StartFlow of an on-demand flow: ${counted(begin)}`)
  const whole = await costOf(app.engine, async () => {
    await appflow.send(new StartFlowCommand({ flowName: 'transfer' }))
    await app.settled()
  })
  console.log(`a transfer of one object, from its beginning to its end: ${counted(whole)}`)
  await appflow.send(new CreateFlowCommand({ ...flowInput('timer') }))
  await appflow.send(new StartFlowCommand({ flowName: 'timer' }))
  await app.settled()
  const stop = await costOf(app.engine, () => appflow.send(new StopFlowCommand({ flowName: 'timer' })))
  console.log(`StopFlow: ${counted(stop)}`)
}
