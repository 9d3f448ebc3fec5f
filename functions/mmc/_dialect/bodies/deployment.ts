import { invalid } from '#core/errors.ts'
import type { References } from '#app/deployments/resolve-references.ts'
import { longestName, namePattern } from '#core/names.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal } from '../dialect.ts'

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
type Named = { [K in keyof typeof references]?: string[] }

/** The same in the words of the use case. */
export const referencesOf = (body: Named): References => ({
  servers: body.servers,
  serverNames: [...(body.serverNames ?? []), ...(body.serversNames ?? [])],
  clusters: body.clusters,
  clusterNames: body.clusterNames,
  versions: body.applications,
  applicationNames: body.applicationsNames,
})

/** Whether any of some keys names anything; empty arrays count as absent. */
export const namesAny = (given: Named, ...keys: (keyof Named)[]): boolean =>
  keys.some((key) => (given[key]?.length ?? 0) > 0)

/** A deployment's name as it was given. Throws `input-invalid` when it is missing, `deployment-name-invalid` for what is none. */
export function readName(name: unknown): string {
  if (name === undefined || name === null) throw invalid(['name'], 'The name is missing.', 'missing')
  const isName = typeof name === 'string' && namePattern.test(name) && name.length <= longestName
  if (!isName) throw refusal('deployment-name-invalid', 'The name is not valid.')
  return name
}
