import { afterAll, expect, test } from 'vitest'
import type { Engine } from '../../lib/local/engine.ts'
import { httpSend } from '../../lib/simulator/protocol.ts'
import { startTestApp, type TestApp } from '../_harness/app.ts'
import { startFleet, type Fleet, type RolloutJson } from '../_harness/fleet.ts'
import { temporaryFolder } from '../_harness/process.ts'

/**
 * 11 resume after the control plane's death: the process is cut off from its table at the N-th write of a rolling restart,
 * for every N there is, and started again on what was on disk. Nothing after the N-th write happened; whatever happened
 * before did. Each server restarts exactly once all the same.
 */
const { folder, remove } = await temporaryFolder()
const place: { app?: TestApp } = {}
const fleet: Fleet = await startFleet({
  count: 2,
  knobs: { restartSeconds: 1 },
  app: { dataFolder: folder },
  // To whichever process is there.
  send: (first) => (path, body, credential) => (place.app ? httpSend(place.app.url) : first)(path, body, credential),
})
place.app = fleet.app
afterAll(async () => {
  for (const runtime of fleet.runtimes) runtime.kill()
  await place.app?.stop()
  await remove()
})
const clusterId = await fleet.formCluster('east', fleet.runtimes)

test(
  '11 killed at any write of a rolling restart and started again, each server restarts exactly once',
  { timeout: 300_000 },
  async () => {
    let reached = true
    let n = 0
    for (n = 1; reached; n++) {
      const before = fleet.runtimes.map(({ boots }) => boots)
      const app = place.app as TestApp
      const cut = cutOff(app.engine, n)
      // The request itself may die with its own write: then it is made again, as a client would, under the same token.
      const begin = () =>
        control('POST', `/clusters/${clusterId}/restart`, {
          clientToken: `kill-${n}`,
          policy: { minHealthySeconds: 1 },
        }).catch(() => undefined)
      let answer = await begin()
      const isDone = async () => answer?.status === 200 && isOver(await read(answer.json.rollout.id as string))
      for (let step = 0; step < 400 && !cut.isDead() && !(await isDone()); step++) await advance()
      reached = cut.isDead()
      if (reached) {
        await app.stop().catch(() => undefined)
        place.app = await startTestApp({ timers: fleet.clock, dataFolder: folder })
      } else cut.mend()
      if (answer?.status !== 200) answer = await begin()
      expect(answer?.status, `killed at write ${n}`).toBe(200)
      const rolloutId = answer?.json.rollout.id as string
      for (let step = 0; step < 600 && !isOver(await read(rolloutId)); step++) await advance()

      const rollout = await read(rolloutId)
      expect([n, rollout?.status, fleet.runtimes.map(({ boots }, index) => boots - (before[index] ?? 0))]).toEqual([
        n,
        'succeeded',
        [1, 1],
      ])
    }
    // A rollout of two servers that took fewer writes than this was not one.
    expect(n).toBeGreaterThan(20)
  },
)

const token = fleet.token
const control = async (method: string, path: string, body?: unknown) =>
  (place.app as TestApp).request(method, `/v1${path}`, { token, body })
const read = async (id: string) =>
  control('GET', `/rollouts/${id}`).then(
    ({ json, status }) => (status === 200 ? (json as RolloutJson) : undefined),
    () => undefined,
  )
const isOver = (rollout: RolloutJson | undefined) =>
  ['succeeded', 'failed', 'cancelled'].includes(rollout?.status ?? '')

async function advance(): Promise<void> {
  fleet.clock.advance(Math.max(0.01, fleet.clock.untilNext() ?? 0.5))
  for (const runtime of fleet.runtimes) await runtime.quiet()
  await (place.app as TestApp).settled().catch(() => undefined)
}

/** Counts the writes that reach the engine, from functions and from the services around them, and cuts off after the N-th. */
function cutOff(engine: Engine, n: number) {
  let writes = 0
  let isDead = false
  const { pass, call } = engine
  const isWrite = (target: string) => /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems)$/.test(target)
  const guard = async <T>(target: string, work: () => Promise<T>): Promise<T> => {
    if (isDead || (isWrite(target) && ++writes > n)) {
      isDead = true
      throw Object.assign(new Error('The table is out of reach.'), { code: 'ECONNREFUSED' })
    }
    return work()
  }
  engine.pass = (target, body) => guard(target, () => pass(target, body))
  engine.call = (target, input) => guard(target, () => call(target, input))
  return {
    isDead: () => isDead,
    mend: () => {
      engine.pass = pass
      engine.call = call
    },
  }
}
