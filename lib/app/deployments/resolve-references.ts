import type { DeployedVersion, Target } from '#core/deployments/deployment.ts'
import { uuidPattern } from '#core/deployments/public-id.ts'
import { isAlone } from '#core/deployments/targets.ts'
import { useCase, type None, type UsingContext } from '#runtime/declarations/use-case.ts'

/** What a request about a deployment names, as its caller spells it. */
export interface References {
  /** Ids of servers or of server groups. */
  servers?: string[]
  serverNames?: string[]
  clusters?: string[]
  clusterNames?: string[]
  /** Ids of versions. */
  versions?: string[]
  /** Names of applications: their newest versions. */
  applicationNames?: string[]
}

const resolving = {
  reads: ['name', 'repository-application'],
  readsMany: ['server', 'server-group', 'cluster', 'application-version'],
} as const
type Resolving = UsingContext<typeof resolving, None>

export interface Resolved {
  targets: Target[]
  applications: DeployedVersion[]
  /** What names nothing that there is, or that may be a target. */
  unknown: string[]
}

/**
 * Finds what a request names; `idOf` reads an id as its dialect spells it. A server id may be a server group's; a cluster's
 * members are reached by the cluster only.
 */
export const resolveReferences = useCase({ effects: resolving, run: resolve })

async function resolve(context: Resolving, given: References, idOf: (spelled: string) => string): Promise<Resolved> {
  const { read, readMany, at } = context
  const unknown: string[] = []
  const idsByName = async (of: 'server' | 'cluster', names: string[]) => {
    const found = await Promise.all(names.map((name) => read.name(of, name)))
    unknown.push(...names.filter((_, index) => found[index] === undefined))
    return found.flatMap((one) => one?.id ?? [])
  }
  const serverIds = [...(given.servers ?? []), ...(await idsByName('server', given.serverNames ?? []))]
  const clusterIds = [...(given.clusters ?? []), ...(await idsByName('cluster', given.clusterNames ?? []))]
  const known = (ids: readonly string[]) => ids.map(idOf).filter((id) => uuidPattern.test(id))
  const servers = new Set((await readMany.server(known(serverIds))).filter(isAlone).map(({ id }) => id))
  const groups = new Set((await readMany['server-group'](known(serverIds))).map(({ id }) => id))
  const clusters = new Set((await readMany.cluster(known(clusterIds))).map(({ id }) => id))
  const targetOf = (given: string, isCluster: boolean): Target[] => {
    const id = idOf(given)
    const kind = isCluster
      ? clusters.has(id) && 'cluster'
      : servers.has(id)
        ? 'server'
        : groups.has(id) && 'server-group'
    if (!kind) unknown.push(given)
    return kind ? [{ kind, id, since: at }] : []
  }
  const targets = [
    ...serverIds.flatMap((one) => targetOf(one, false)),
    ...clusterIds.flatMap((one) => targetOf(one, true)),
  ]
  const applications = await versionsOf(context, given, idOf, unknown)
  return {
    targets: distinct(targets, ({ id }) => id),
    applications: distinct(applications, ({ versionId }) => versionId),
    unknown,
  }
}

async function versionsOf(
  { read, readMany }: Resolving,
  given: References,
  idOf: (spelled: string) => string,
  unknown: string[],
): Promise<DeployedVersion[]> {
  const ids = given.versions ?? []
  const found = await readMany['application-version'](ids.map(idOf).filter((id) => uuidPattern.test(id)))
  const byId = new Map(found.map((one) => [one.id, one]))
  const listed = ids.flatMap((id): DeployedVersion[] => {
    const version = byId.get(idOf(id))
    if (!version) unknown.push(id)
    return version ? [{ versionId: version.id, name: version.applicationName }] : []
  })
  const newest = await Promise.all(
    (given.applicationNames ?? []).map(async (name): Promise<DeployedVersion[]> => {
      const taken = await read.name('repository-application', name)
      const application = taken && (await read['repository-application'](taken.id))
      const version = application?.versions.at(-1)
      if (!version) unknown.push(name)
      return version ? [{ versionId: version.id, name }] : []
    }),
  )
  return [...listed, ...newest.flat()]
}

const distinct = <T>(items: readonly T[], keyOf: (item: T) => string): T[] =>
  [...new Map(items.toReversed().map((one) => [keyOf(one), one])).values()].toReversed()
