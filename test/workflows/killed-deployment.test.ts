import { afterAll, expect, test } from 'vitest'
import { deploymentsOf, version, uuidOf } from '../_harness/deployments.ts'
import { startCrashableFleet } from '../_harness/crashable-fleet.ts'

/**
 * The process is cut off from its table at the N-th write of a redeployment, for every N there is, and started again on
 * what was on disk. Each server carries out the placement of that rollout once, and none of another.
 */
const { fleet, control, killedAt, stop } = await startCrashableFleet({ count: 3, faults: { deploySeconds: 0.5 } })
afterAll(stop)
const cluster = await fleet.formCluster('east', fleet.runtimes.slice(0, 2))
const versionId = await version(fleet.app, fleet.token, 'orders', '1')
const targets = { servers: [`local$${fleet.runtimes[2]?.serverId}`], clusters: [cluster] }
const { id } = await deploymentsOf(fleet).create('a', { ...targets, applications: [versionId] })

test(
  'killed at any write of a redeployment and started again, each server has carried it out once',
  { timeout: 300_000 },
  async () => {
    let n = 1
    for (let reached = true; reached; n++) {
      const body = { clientToken: `kill-${n}`, kind: 'redeploy' }
      const killed = await killedAt(n, () => control('POST', `/deployments/${uuidOf(id)}/rollouts`, body))

      const placed = fleet.runtimes.map(({ carried }) => carried.map(({ status, placement }) => [status, placement]))
      expect([n, killed.rollout?.status]).toEqual([n, 'succeeded'])
      expect(placed).toEqual(Array(3).fill([['started', killed.rollout?.id]]))
      reached = killed.reached
    }
    // A rollout of three servers that took fewer writes than this was not one.
    expect(n).toBeGreaterThan(15)
  },
)
