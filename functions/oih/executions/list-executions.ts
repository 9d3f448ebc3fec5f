import { readCatalogue } from '#app/flows/read-catalogue.ts'
import { selectFrom, usualOrder } from '#core/flows/select-from-catalogue.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import * as t from '#runtime/declarations/schema.ts'
import { readDays, readGrouping } from '../_dialect/bodies/usage-query.ts'
import { withinSize } from '../_dialect/bodies/list-query.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { Text } from '../_dialect/types.ts'
import { componentUsage, flowUsage, UsageView, userUsages } from '../_dialect/views/usage.ts'

/**
 * Counts the steps that were attempted from one day to another, by user, flow or component: those of the caller's organisation,
 * of a caller without one the caller's own, and all of them for who holds `all`.
 */
export default operation({
  name: 'ListExecutions',
  route: 'GET /icenter/executions',
  example: { request: { start: '2026-02-02', end: '2026-03-02', groupby: 'user' }, answer: { data: [examples.usage] } },
  permission: 'authenticated',
  input: t.object({ start: Text, end: Text, groupby: Text }),
  query: ['start', 'end', 'groupby'],
  output: t.object({ data: t.array(UsageView) }),
  fails: ['page-too-large'],
  effects: { readsUsage: true, readsMany: ['user-pointer', 'user'] },
  uses: { readCatalogue },
  async run({ groupby, ...range }, { at, caller, usage, use, readMany }) {
    const grouping = readGrouping(groupby)
    const rows = await usage(grouping, readDays(range, at))
    if (grouping === 'flow') return withinSize({ data: rows.map(flowUsage) }, tooMany)
    if (grouping === 'component') return withinSize({ data: rows.map(componentUsage) }, tooMany)
    const pointers = await readMany['user-pointer'](rows.map(({ key }) => key))
    const users = await readMany.user(pointers.map(({ name }) => name))
    const selection = { statuses: ['active'], visibleTo: ownersSeen(caller) }
    const active = selectFrom(await use.readCatalogue('flow'), selection, usualOrder)
    return withinSize({ data: userUsages(rows, users, active) }, tooMany)
  },
})

const tooMany = 'The answer is too large. Ask for fewer days.'
