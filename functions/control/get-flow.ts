import { findUnresolved } from '#app/components/find-unresolved.ts'
import { settingsProblems } from '#app/components/settings-problems.ts'
import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowReference } from './_dialect/types.ts'
import { FlowView, flowView } from './_dialect/views/flow.ts'
import { PlacementView, placementOf, RuntimesView, runtimesView } from './_dialect/views/placement.ts'

/**
 * Returns a flow of any dialect, by its handle or id: its state, its trigger, what it does and its newest run. Components of its
 * steps that are neither built in nor registered are `unresolvedComponents`, settings that do not fit a built-in component are
 * `settingsProblems`. Of a flow on runtimes it says how many of them run it.
 */
export default operation({
  name: 'GetFlow',
  route: 'GET /flows/{flow}',
  example: { request: { flow: '<flowName>' }, answer: examples.flow },
  permission: 'flows.read',
  watchable: true,
  input: t.strictObject({ flow: FlowReference }),
  output: t.extend(FlowView, { placement: PlacementView, runtimes: t.optional(RuntimesView) }),
  fails: ['flow-not-found'],
  effects: { queriesRuns: true, readsStandings: true },
  uses: { findFlowWithDefinition, findUnresolved },
  async run({ flow: handleOrId }, { runs, use, standingsOf }) {
    const { flow, definition } = await use.findFlowWithDefinition({ handleOrId })
    const [newest, standings] = await Promise.all([runs.ofFlow(flow.id, { limit: 1 }), standingsOf(flow)])
    // Runtimes have components of their own.
    const warnings = flow.isHosted
      ? { unresolved: [], problems: [] }
      : { unresolved: await use.findUnresolved(definition), problems: settingsProblems(definition) }
    const shown = { ...flowView(flow, definition, warnings, newest.runs[0]), placement: placementOf(flow) }
    return flow.isHosted ? { ...shown, runtimes: runtimesView(flow, standings) } : shown
  },
})
