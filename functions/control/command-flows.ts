import { selectFlows } from '#app/flows/select-flows.ts'
import { previewMove, outcomeOf } from '#core/flows/command-outcome.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { isOutage, toRefusal } from '#runtime/invocation/outages.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { flowSelection, mostFlows, readSelection } from './_dialect/bodies/flows.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowOutcome } from './_dialect/views/flow.ts'

const atOnce = 16

/**
 * Starts, stops, pauses or resumes up to 1,000 flows: those that are named, or those that fit a filter. Each has an outcome
 * of its own. With `dryRun` nothing is changed, and the outcomes say what would be.
 */
export default operation({
  name: 'CommandFlows',
  route: 'POST /flows/commands',
  example: {
    request: { command: 'stop', flows: ['<flowName>'] },
    answer: { outcomes: [{ flow: '<flowName>', outcome: 'changed', status: 'inactive' }] },
  },
  permission: 'flows.control',
  input: t.strictObject({
    command: t.oneOf(['start', 'stop', 'pause', 'resume']),
    ...flowSelection,
    dryRun: t.optional(t.boolean()),
  }),
  // A thousand names of 256 characters.
  bodyLimitBytes: 512 * 1024,
  output: t.object({ outcomes: t.array(FlowOutcome), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { moves: ['flow'], reads: ['flow'] },
  uses: { selectFlows },
  async run({ command, dryRun = false, ...selection }, { caller, move, findFlow, use }) {
    const given = readSelection(selection)
    const after = readPageToken('flows', caller.tenant, selection.nextToken)
    const selected = 'filter' in given ? await use.selectFlows(given.filter, mostFlows, after) : undefined
    const named = 'flows' in given ? given.flows : []

    const outcomes = await concurrently(atOnce, selected?.items.map(({ handle }) => handle) ?? named, async (flow) => {
      try {
        if (!dryRun) {
          const { status, isChanged } = await move.flow({ handleOrId: flow }, command, (moved) => moved)
          return { flow, outcome: isChanged ? ('changed' as const) : ('unchanged' as const), status }
        }
        const found = await findFlow({ handleOrId: flow })
        if (!found) throw flowNotFound(flow)
        return { flow, ...previewMove(command, found) }
      } catch (error) {
        return { flow, ...outcomeOf(isOutage(error) ? toRefusal(error) : error) }
      }
    })
    return { outcomes, nextToken: writePageToken('flows', caller.tenant, selected?.next) }
  },
})
