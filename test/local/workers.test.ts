import { join } from 'node:path'
import type { SQSEvent } from 'aws-lambda'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { stepQueues, type StepQueue } from '../../lib/core/runs/queue.ts'
import type { LocalFunctions } from '../../lib/local/functions.ts'
import { startEngine } from '../../lib/local/engine.ts'
import { Queues } from '../../lib/local/queues.ts'
import { openState } from '../../lib/local/state.ts'
import { startWorkers } from '../../lib/local/workers.ts'
import { queues as declared, stepQueue } from '../../lib/runtime/declarations/queues.ts'
import { startTestApp } from '../_harness/app.ts'
import { testClock } from '../_harness/clock.ts'
import { temporaryFolder } from '../_harness/process.ts'

const { folder, remove } = await temporaryFolder()
const engine = await startEngine(join(folder, 'table.db'))
afterAll(() => engine.stop().then(remove))
const state = await openState(engine)

/** Workers whose function is the test's, on queues that nobody else reads. */
async function start(invoke: (name: string, event: SQSEvent) => Promise<unknown>) {
  const queues = await Queues.open(state, testClock(), declared)
  const send = async (name: StepQueue, bodies: string[]) => {
    const queue = queues.get(stepQueue(name).name)
    for (const body of bodies) if (queue) await queues.send(queue, { body })
  }
  const begin = () => startWorkers({ invoke } as unknown as LocalFunctions, queues)
  onTestFinished(() => queues.stop())
  return { queues, send, begin }
}

test('each worker gets the messages of its queue: ten short steps at once, one long step', async () => {
  const got: [string, number][] = []
  const { send, begin } = await start(async (name, { Records }) => {
    got.push([name, Records.length])
  })
  await send(
    'steps',
    Array.from({ length: 10 }, (_, at) => String(at)),
  )
  await send('long-steps', ['a', 'b'])
  const workers = begin()
  await workers.idle()
  await workers.stop()
  expect(got.filter(([name]) => name === 'workers-LongSteps')).toEqual([
    ['workers-LongSteps', 1],
    ['workers-LongSteps', 1],
  ])
  const steps = got.filter(([name]) => name === 'workers-Steps').map(([, count]) => count)
  expect(steps.reduce((sum, count) => sum + count, 0)).toBe(10)
})

test('four long steps are under way at once and no more', async () => {
  let running = 0
  let finish = () => {}
  const end = new Promise<void>((resolve) => (finish = resolve))
  const { queues, send, begin } = await start(async () => {
    running++
    await end
  })
  await send('long-steps', ['1', '2', '3', '4', '5', '6'])
  const workers = begin()
  await expect.poll(() => running).toBe(4)
  expect(queues.get('sluice-long-steps')?.messages.counts).toMatchObject({ visible: 2, inFlight: 4 })
  finish()
  await workers.idle()
  await workers.stop()
  expect(running).toBe(6)
})

test('the product takes up what lies in its queues, and is settled when its workers are', async () => {
  const app = await startTestApp({ timers: testClock() })
  for (const name of stepQueues) {
    const queue = app.queues.get(stepQueue(name).name)
    if (queue) await app.queues.send(queue, { body: 'nothing that is known' })
  }
  await app.settled()
  for (const name of stepQueues)
    expect(app.queues.get(stepQueue(name).name)?.messages.counts).toMatchObject({ visible: 0 })
  await app.stop()
})
