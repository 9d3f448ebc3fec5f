import { findFlow } from '#app/flows/find-flow.ts'
import { beginRun } from '#app/runs/begin-run.ts'
import { keepPayload } from '#app/runs/keep-payload.ts'
import { invalid } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { FlowReference } from './_dialect/types.ts'
import { RunView, runView } from './_dialect/views/run.ts'

/**
 * Begins a run of an active flow; each of its first steps is given `payload`. Of a scheduled flow that AppFlow made it counts
 * as a due time now, with its window, and is refused while a run is in progress. Of a flow on runtimes it is begun by one of those
 * that run the flow.
 */
export default operation({
  name: 'StartRun',
  route: 'POST /flows/{flow}/runs',
  example: { request: { flow: '<flowName>' }, answer: examples.newRun },
  permission: 'flows.control',
  input: t.strictObject({ flow: FlowReference, payload: t.optional(t.unknown()) }),
  bodyLimitBytes: 1024 * 1024,
  output: RunView,
  status: 201,
  fails: [
    'flow-not-found',
    'flow-not-active',
    'flow-without-first-step',
    'run-in-progress',
    'run-quota-exceeded',
    'run-too-large',
  ],
  uses: { findFlow, beginRun, keepPayload },
  async run({ flow: handleOrId, payload }, { actor, newUuid, use }) {
    const flow = await use.findFlow({ handleOrId })
    if (payload !== undefined && flow.madeBy === 'appflow')
      throw invalid(['payload'], `Flow ${flow.handle} was made through AppFlow and takes its records from its source.`)
    const id = newUuid()
    const trigger = { kind: 'api', at: actor.at, by: actor.name } as const
    const kept = payload === undefined ? undefined : await use.keepPayload(id, payload)
    return (await use.beginRun(flow, { id, trigger, payload: kept }, runView)) as t.Of<typeof RunView>
  },
})
