import { commandFlows } from '#app/flows/command-flows.ts'
import { drainFlows } from '#app/flows/drain-flows.ts'
import { haltFlows } from '#app/flows/halt-flows.ts'
import * as t from '#runtime/declarations/schema.ts'
import { FlowIds, isHard, mostFlows, namedFlows, refuseTooMany, StopType } from './_dialect/bodies/command.ts'
import { operation } from './_dialect/dialect.ts'
import { command } from './_dialect/families/command.ts'
import { OutcomesView, outcomesView } from './_dialect/views/outcome.ts'

/**
 * Starts, stops, pauses or resumes up to 1,000 flows, each by itself: those that are named, or all. A stop is soft, and lets them
 * finish what they have in hand, or with `type` 1 hard.
 */
export default operation({
  name: 'CommandFlows',
  route: 'PATCH /flows/commands',
  example: {
    request: { command: 'stop', flow_ids: ['<managedFlowId>'], type: 0 },
    answer: { status: 'Flows stopped', details: [{ flow_id: '<managedFlowId>', status: 'stopped' }] },
  },
  permission: 'flows.control',
  input: t.object({ command: t.oneOf(['start', 'stop', 'pause', 'resume']), flow_ids: FlowIds, type: StopType }),
  output: OutcomesView,
  fails: ['flow-ids-invalid', 'command-refused'],
  effects: { lists: ['flow'] },
  uses: { commandFlows, drainFlows, haltFlows },
  async run({ command: name, flow_ids: ids, type }, { list, use }) {
    // No flow is touched by a command that is invalid.
    if (name === 'stop') isHard(type)
    const handles = namedFlows(ids) ?? (await all())
    return outcomesView(name, await command(use, handles, name, type))

    async function all(): Promise<string[]> {
      const found: string[] = []
      let after: string | undefined
      do {
        const page = await list.flow({ limit: mostFlows, after })
        found.push(...page.items.map(({ handle }) => handle))
        after = page.next
        refuseTooMany(found.length + (after === undefined ? 0 : 1))
      } while (after !== undefined)
      return found
    }
  },
})
