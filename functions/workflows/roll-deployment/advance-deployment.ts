import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { advanceDeployment } from '#core/deployments/advance-deployment.ts'
import { isPlaced, placeOn } from '#core/deployments/place.ts'
import { handOver, ownsRollout, mostLooksByDefault } from '#core/rollouts/advance-rollout.ts'
import { change } from '#core/rollouts/rollout.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Judges the servers in progress by what their agents report, takes the next ones, and writes into the document of each what
 * the rollout wants of it. Servers are read before the rollout is proved to be this executor's still, and written under the
 * version that was read: so a late executor cannot undo what a rollout in its place has done (docs/decisions/0015). Run
 * again it writes what is not written yet, and no more. After so many looks it hands over to another execution.
 */
export default task({
  name: 'AdvanceDeployment',
  input: t.object({
    tenant: t.string(),
    rolloutId: t.string(),
    epoch: t.int(),
    looks: t.optional(t.int()),
    mostLooks: t.optional(t.int()),
  }),
  effects: { readsMany: ['cluster'], reads: ['rollout'], updates: ['rollout', 'server', 'cluster'] },
  uses: { loadServerHealth },
  async run({ rolloutId, epoch, looks: before = 0, mostLooks = mostLooksByDefault }, context) {
    const { read, readMany, commit, at } = context
    const known = await read.rollout(rolloutId)
    const looks = before + 1
    const over = { next: 'end' as const, seconds: 0, looks }
    if (!ownsRollout(known, 'deployment', epoch)) return over
    const open = known.steps.filter(({ status }) => status === 'waiting' || status === 'ordered')
    const watched = await context.use.loadServerHealth(open.map(({ serverId }) => serverId))
    const clusters = await readMany.cluster(open.flatMap(({ clusterId }) => clusterId ?? []))
    const rollout = await read.rollout(rolloutId)
    if (!ownsRollout(rollout, 'deployment', epoch)) return over

    const byId = new Map(watched.map((one) => [one.server.id, one]))
    const clustersById = new Map(clusters.map((one) => [one.id, one]))
    const { after, change: locks } = advanceDeployment(rollout, clustersById, byId, at)
    const { steps, next, seconds } = after
    const isHandingOver = next === 'look' && looks >= mostLooks
    const isNews = locks.length > 0 || JSON.stringify(steps) !== JSON.stringify(rollout.steps)
    const news = isHandingOver ? [handOver(rollout, steps)] : isNews ? [change(rollout, { steps })] : []
    await commit([...news, ...locks], undefined)
    const places = steps.flatMap((step) => {
      const server = step.status === 'ordered' ? byId.get(step.serverId)?.server : undefined
      return server && !isPlaced(server, rollout) ? [placeOn(server, rollout, step, at)] : []
    })
    const written = await Promise.allSettled(places.map((place) => commit([place], undefined)))
    const refused = written.find(({ status }) => status === 'rejected')
    if (refused) throw (refused as PromiseRejectedResult).reason
    return isHandingOver ? over : { next, seconds, looks }
  },
})
