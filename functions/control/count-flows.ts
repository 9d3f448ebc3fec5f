import { readCatalogue } from '#app/flows/read-catalogue.ts'
import { countByStatus } from '#core/flows/count-by-status.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

const Count = t.int().check(t.minimum(0))

/** Counts the flows that the caller sees, whichever dialect made them: all of them, and by status. What changed a moment ago may count as it was. */
export default operation({
  name: 'CountFlows',
  route: 'GET /flow-counts',
  example: {
    request: {},
    answer: {
      total: 12,
      byStatus: { draft: 1, inactive: 2, starting: 0, active: 8, paused: 0, stopping: 0, errored: 1 },
    },
  },
  permission: 'flows.read',
  watchable: true,
  input: t.strictObject({}),
  output: t.object({
    total: Count,
    byStatus: t.object({
      draft: Count,
      inactive: Count,
      starting: Count,
      active: Count,
      paused: Count,
      stopping: Count,
      errored: Count,
    }),
  }),
  fails: [],
  uses: { readCatalogue },
  run: async (_input, { use, caller }) => countByStatus(await use.readCatalogue('flow'), ownersSeen(caller)),
})
