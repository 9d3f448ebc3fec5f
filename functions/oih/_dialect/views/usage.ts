import type { CatalogueEntry } from '#core/flows/catalogue.ts'
import { componentIdOf } from '#core/hub/definition.ts'
import type { UsageRow } from '#core/usage/sum-usage.ts'
import type { User } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'

const shared = { _id: t.string(), tenant: t.optional(t.string()), executions: t.int() }

const UserUsage = t.object({
  ...shared,
  user: t.string(),
  /** The active flows that name the user as an owner, of those that the caller sees. */
  allFlows: t.array(t.string()),
  /** Absent of who is no more. */
  username: t.optional(t.string()),
})
const FlowUsage = t.object({ ...shared, flow: t.string() })
const ComponentUsage = t.object({ ...shared, component: t.string() })

/** Steps that were attempted; `tenant` is the organisation that they are counted for. */
export const UsageView = t.union([UserUsage, FlowUsage, ComponentUsage])

const countOf = (_id: string, { organisation, executions }: UsageRow) => ({
  _id,
  ...(organisation === undefined ? {} : { tenant: organisation }),
  executions,
})

export const flowUsage = (row: UsageRow): t.Of<typeof FlowUsage> => ({ ...countOf(row.key, row), flow: row.key })

export function componentUsage(row: UsageRow): t.Of<typeof ComponentUsage> {
  const id = componentIdOf(row.key)
  return { ...countOf(id, row), component: id }
}

/** Of each user, with their names and the flows that are active. */
export function userUsages(
  rows: readonly UsageRow[],
  users: readonly Pick<User, 'id' | 'name'>[],
  active: readonly Pick<CatalogueEntry, 'id' | 'owners'>[],
): t.Of<typeof UserUsage>[] {
  const names = new Map(users.map(({ id, name }) => [id, name]))
  const flows = new Map(rows.map(({ key }): [string, string[]] => [key, []]))
  for (const { id, owners } of active) for (const owner of owners) flows.get(owner)?.push(id)
  return rows.map((row) => {
    const username = names.get(row.key)
    return {
      ...countOf(row.key, row),
      user: row.key,
      allFlows: flows.get(row.key) ?? [],
      ...(username === undefined ? {} : { username }),
    }
  })
}
