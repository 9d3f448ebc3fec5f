import { clusterNotFound } from '#core/clusters/cluster.ts'
import { DomainError, invalid } from '#core/errors.ts'
import { mostPlacementIds, type Placement } from '#core/flows/placement.ts'
import { serverNotFound } from '#core/servers/register-server.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Checks that what a placement names is there, and gives it back with each id once. Refused: `input-invalid`, `server-not-found`,
 * `server-group-not-found`, `cluster-not-found`.
 */
export const checkPlacement = useCase({
  effects: { readsMany: ['server', 'server-group', 'cluster'] },
  async run({ readMany }, { kind, ids: given }: Placement): Promise<Placement> {
    const ids = [...new Set(given)]
    const { fewest, most } = idsOf[kind]
    if (ids.length < fewest || ids.length > most)
      throw invalid(['ids'], `A placement of kind ${kind} has ${fewest === most ? fewest : `${fewest} to ${most}`} ids`)
    if (kind === 'service') return { kind, ids }
    const entity = { servers: 'server', 'server-groups': 'server-group', cluster: 'cluster' } as const
    const found = new Set((await readMany[entity[kind]](ids)).map(({ id }) => id))
    const missing = ids.find((id) => !found.has(id))
    if (missing !== undefined) throw notFound[kind](missing)
    return { kind, ids }
  },
})

const idsOf = {
  service: { fewest: 0, most: 0 },
  cluster: { fewest: 1, most: 1 },
  servers: { fewest: 1, most: mostPlacementIds },
  'server-groups': { fewest: 1, most: mostPlacementIds },
}

const notFound = {
  servers: serverNotFound,
  'server-groups': (id: string) => new DomainError('server-group-not-found', `There is no server group ${id}.`),
  cluster: clusterNotFound,
}
