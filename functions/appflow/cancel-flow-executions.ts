import { findFlow } from '#app/flows/find-flow.ts'
import { cancelRuns } from '#app/runs/cancel-runs.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { ExecutionId, FlowName } from './_dialect/types.ts'

/**
 * Cancels runs of a flow: those with the given ids, none for an empty list, all that are in progress without one. Ids that
 * could not be cancelled come back: unknown ones, those of other flows, and runs that have ended.
 */
export default operation({
  name: 'CancelFlowExecutions',
  route: 'POST /cancel-flow-executions',
  example: {
    request: { flowName: '<flowName>', executionIds: ['019a6f3e-0000-7000-8000-000000000000'] },
    answer: { invalidExecutions: ['019a6f3e-0000-7000-8000-000000000000'] },
  },
  permission: 'flows.control',
  input: t.object({
    flowName: FlowName,
    executionIds: t.optional(t.array(ExecutionId).check(t.maxLength(100))),
  }),
  output: t.object({ invalidExecutions: t.array(t.string()) }),
  fails: ['flow-not-found'],
  uses: { findFlow, cancelRuns },
  async run({ flowName, executionIds }, { use }) {
    const flow = await use.findFlow({ handle: flowName })
    return { invalidExecutions: await use.cancelRuns(flow, executionIds) }
  },
})
