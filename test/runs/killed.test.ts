import { AppflowClient, StartFlowCommand } from '@aws-sdk/client-appflow'
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, expect, test } from 'vitest'
import { isOver, type Run } from '../../lib/core/runs/run.ts'
import { findFlow } from '../../lib/store/flows.ts'
import { read } from '../../lib/store/read.ts'
import { messagesOf } from '../../lib/store/messages.ts'
import { listRunsOfFlow } from '../../lib/store/runs.ts'
import { administrator, startTestApp, type TestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { cutOff } from '../_harness/cut-off.ts'
import { createFlow, onDemand } from '../_harness/flows.ts'
import { temporaryFolder } from '../_harness/process.ts'
import { s3Flow } from '../_harness/s3-flows.ts'
import { usageOf } from '../_harness/usage.ts'

/**
 * The process is cut off from its table at the N-th write of a run, for every N there is, and started again on what was on
 * disk. The call that began the run is repeated with its token, as a client does that got no answer.
 */
const { folder, remove } = await temporaryFolder()
const clock = testClock()
let app = await start()
afterAll(async () => {
  await app.stop()
  await remove()
})

function start(): Promise<TestApp> {
  return startTestApp({ dataFolder: folder, timers: clock })
}

type Credentials = Awaited<ReturnType<TestApp['keyFor']>>

const s3Of = (credentials: Credentials) =>
  new S3Client({ region: 'us-east-1', endpoint: app.awsUrl, credentials, forcePathStyle: true })

/** One caller's, whichever process answers: a token is its caller's. */
const appflowOf = (credentials: Credentials) =>
  new AppflowClient({ region: 'us-east-1', endpoint: `${app.url}/appflow`, credentials, maxAttempts: 1 })

async function runsOf(flowName: string): Promise<Run[]> {
  const { table } = app
  const flow = await findFlow(table, 'default', { handle: flowName })
  if (!flow) return []
  return (await listRunsOfFlow(table, 'default', flow.id, { limit: 100 })).runs
}

/** Lets everything happen that is to happen, for as long as the table is there. */
async function settle(isDone: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 60 && !(await isDone().catch(() => true)); turn++) {
    await app.settled().catch(() => undefined)
    clock.advance(Math.min(clock.untilNext() ?? 1, 60))
  }
  await app.settled().catch(() => undefined)
}

test(
  'killed at any write of a run and started again, the run begins once, ends, and counts exactly',
  { timeout: 400_000 },
  async () => {
    const credentials = await app.keyFor(administrator)
    const s3 = s3Of(credentials)
    for (const Bucket of ['src', 'dst']) await s3.send(new CreateBucketCommand({ Bucket }))
    await s3.send(new PutObjectCommand({ Bucket: 'src', Key: 'in/a.csv', Body: 'a,b\n1,2\n3,4\n' }))
    await createFlow(appflowOf(credentials), 'f1', { ...onDemand, ...s3Flow() })
    await app.settled()

    let n = 0
    for (let reached = true; reached;) {
      n++
      const clientToken = `kill-${n}`
      const begin = () => appflowOf(credentials).send(new StartFlowCommand({ flowName: 'f1', clientToken }))
      const cut = cutOff(app.engine, n)
      await begin().catch(() => undefined)
      await settle(async () => cut.isDead() || (await runsOf('f1')).every(isOver))
      reached = cut.isDead()
      if (reached) {
        await app.stop().catch(() => undefined)
        app = await start()
      } else cut.mend()
      const { executionId = '' } = await begin()
      await settle(async () => (await runsOf('f1')).every(isOver))

      const runs = await runsOf('f1')
      const [run] = runs
      expect([n, runs.length, run?.id, run?.status]).toEqual([n, n, executionId, 'succeeded'])
      expect(run?.counters).toMatchObject({ succeeded: run?.counters.started, errors: 0, cancelled: 0 })
      expect(run?.figures).toMatchObject({ recordsProcessed: 2, bytesProcessed: 12 })
      const unsettled = messagesOf(app.table, run as Run, ['waiting', 'parked'])
      for await (const page of unsettled) expect(page).toEqual([])
      expect(await read(app.table, 'tally', 'default', 'appflow-run')).toMatchObject({ count: 0 })
    }
    const all = await runsOf('f1')
    const attempts = all.flatMap(({ steps }) => Object.values(steps)).reduce((sum, step) => sum + step.in, 0)
    const [last] = all
    const counted = await usageOf(app.table, { ...last, startedAt: all.at(-1)?.startedAt } as Run)
    expect(counted).toEqual({ user: attempts, flow: attempts, components: { 's3-transfer': attempts } })
    const { Contents = [] } = await s3Of(credentials).send(new ListObjectsV2Command({ Bucket: 'dst' }))
    expect(Contents).toHaveLength(n)
    // A run that took fewer writes than this was not one.
    expect(n).toBeGreaterThan(8)
  },
)
