/**
 * Where a flow runs: on the service's own workers, or on runtimes, which are servers, those of server groups, or those of a
 * cluster, as they are at each moment.
 */
export interface Placement {
  kind: PlacementKind
  /** Of the servers, the groups or the one cluster; none of the service. */
  ids: readonly string[]
}

export const placementKinds = ['service', 'servers', 'server-groups', 'cluster'] as const
export type PlacementKind = (typeof placementKinds)[number]

/** What leads from each to the flow is written in one transaction. More servers are meant by a group. */
export const mostPlacementIds = 90

/** What holds where nothing else is said. */
export const onService: Placement = { kind: 'service', ids: [] }

/** What is kept of a placement on a flow. One that is run on demand is run by the service. */
export const placementMembers = (placement: Placement | undefined, triggerKind: string) => {
  const isHosted = placement !== undefined && placement.kind !== 'service' && triggerKind !== 'on-demand'
  return isHosted ? { placement, isHosted: true as const } : { placement: undefined, isHosted: undefined }
}

/** The names under which what a placement means is found again when servers come and go. */
export const placementTargets = ({ kind, ids }: Placement): string[] => ids.map((id) => `${kind}:${id}`)

/** The same of a server, of everything that may mean it. */
export const targetsOfServer = ({
  id,
  groupIds,
  clusterId,
}: {
  id: string
  groupIds: readonly string[]
  clusterId?: string
}): string[] => [
  `servers:${id}`,
  ...groupIds.map((groupId) => `server-groups:${groupId}`),
  ...(clusterId === undefined ? [] : [`cluster:${clusterId}`]),
]
