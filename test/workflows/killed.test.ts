import { afterAll, expect, test } from 'vitest'
import { startCrashableFleet } from '../_harness/crashable-fleet.ts'

/**
 * 11 resume after the control plane's death: the process is cut off from its table at the N-th write of a rolling restart,
 * for every N there is, and started again on what was on disk. Each server restarts exactly once all the same.
 */
const { fleet, control, killedAt, stop } = await startCrashableFleet({ count: 2, faults: { restartSeconds: 1 } })
afterAll(stop)
const clusterId = await fleet.formCluster('east', fleet.runtimes)

test(
  '11 killed at any write of a rolling restart and started again, each server restarts exactly once',
  { timeout: 300_000 },
  async () => {
    let n = 1
    for (let reached = true; reached; n++) {
      const before = fleet.runtimes.map(({ boots }) => boots)
      const body = { clientToken: `kill-${n}`, policy: { minHealthySeconds: 1 } }
      const killed = await killedAt(n, () => control('POST', `/clusters/${clusterId}/restart`, body))

      const boots = fleet.runtimes.map((one, index) => one.boots - (before[index] ?? 0))
      expect([n, killed.rollout?.status, boots]).toEqual([n, 'succeeded', [1, 1]])
      reached = killed.reached
    }
    // A rollout of two servers that took fewer writes than this was not one.
    expect(n).toBeGreaterThan(20)
  },
)
