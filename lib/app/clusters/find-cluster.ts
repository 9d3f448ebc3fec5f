import { clusterNotFound } from '#core/clusters/cluster.ts'
import { uuidPattern } from '#core/deployments/public-id.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a cluster by its id or, since scripts use that too, its name: two reads at most. Throws `cluster-not-found`. */
export const findCluster = useCase({
  effects: { reads: ['cluster', 'name'] },
  async run({ read }, idOrName: string) {
    const byId = uuidPattern.test(idOrName) ? await read.cluster(idOrName) : undefined
    if (byId) return byId
    const taken = await read.name('cluster', idOrName)
    const cluster = taken && (await read.cluster(taken.id))
    if (!cluster) throw clusterNotFound(idOrName)
    return cluster
  },
})
