import { invalid } from '#core/errors.ts'
import type { DeployedVersion, Target } from '#core/deployments/deployment.ts'
import { longestName, namePattern } from '#core/names.ts'
import { isAlone } from '#core/deployments/targets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { useCase, type None, type UsingContext } from '#runtime/declarations/use-case.ts'
import { uuidPattern } from '#core/deployments/public-id.ts'
import { refusal } from '../dialect.ts'
import { fromLocal } from '../ids.ts'

/** What bodies about deployments name: targets and versions, by their ids or names, under every key scripts use. */
const Names = t.optional(t.array(t.string().check(t.maxLength(300))).check(t.maxLength(1000)))
export const references = {
  servers: Names,
  serverNames: Names,
  serversNames: Names,
  clusters: Names,
  clusterNames: Names,
  applications: Names,
  applicationsNames: Names,
}
export type References = { [K in keyof typeof references]?: string[] }

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

/** Finds what a body names. A server id may be a server group's; a cluster's members are reached by the cluster only. */
export const resolveReferences = useCase({ effects: resolving, run: resolve })

async function resolve(context: Resolving, given: References): Promise<Resolved> {
  const { read, readMany, at } = context
  const unknown: string[] = []
  const idsByName = async (of: 'server' | 'cluster', names: string[]) => {
    const found = await Promise.all(names.map((name) => read.name(of, name)))
    unknown.push(...names.filter((_, index) => found[index] === undefined))
    return found.flatMap((one) => one?.id ?? [])
  }
  const named = await idsByName('server', [...(given.serverNames ?? []), ...(given.serversNames ?? [])])
  const serverIds = [...(given.servers ?? []), ...named]
  const clusterIds = [...(given.clusters ?? []), ...(await idsByName('cluster', given.clusterNames ?? []))]
  const known = (ids: readonly string[]) => ids.map(fromLocal).filter((id) => uuidPattern.test(id))
  const servers = new Set((await readMany.server(known(serverIds))).filter(isAlone).map(({ id }) => id))
  const groups = new Set((await readMany['server-group'](known(serverIds))).map(({ id }) => id))
  const clusters = new Set((await readMany.cluster(known(clusterIds))).map(({ id }) => id))
  const targetOf = (given: string, isCluster: boolean): Target[] => {
    const id = fromLocal(given)
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
  const applications = await versionsOf(context, given, unknown)
  return {
    targets: distinct(targets, ({ id }) => id),
    applications: distinct(applications, ({ versionId }) => versionId),
    unknown,
  }
}

async function versionsOf(
  { read, readMany }: Resolving,
  given: References,
  unknown: string[],
): Promise<DeployedVersion[]> {
  const ids = given.applications ?? []
  const found = await readMany['application-version'](ids.map(fromLocal).filter((id) => uuidPattern.test(id)))
  const byId = new Map(found.map((one) => [one.id, one]))
  const listed = ids.flatMap((id): DeployedVersion[] => {
    const version = byId.get(fromLocal(id))
    if (!version) unknown.push(id)
    return version ? [{ versionId: version.id, name: version.applicationName }] : []
  })
  const newest = await Promise.all(
    (given.applicationsNames ?? []).map(async (name): Promise<DeployedVersion[]> => {
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

/** Whether any of some keys names anything; empty arrays count as absent. */
export const namesAny = (given: References, ...keys: (keyof References)[]): boolean =>
  keys.some((key) => (given[key]?.length ?? 0) > 0)

/** A deployment's name as it was given. Throws `input-invalid` when it is missing, `deployment-name-invalid` for what is none. */
export function readName(name: unknown): string {
  if (name === undefined || name === null) throw invalid(['name'], 'The name is missing.', 'missing')
  const isName = typeof name === 'string' && namePattern.test(name) && name.length <= longestName
  if (!isName) throw refusal('deployment-name-invalid', 'The name is not valid.')
  return name
}
