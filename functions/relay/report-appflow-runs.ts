import type { Flow } from '#core/flows/flow.ts'
import {
  deactivationReport,
  endReport,
  isDeactivation,
  reportedMoment,
  startReport,
} from '#core/runs/appflow-reports.ts'
import { effect, type RelayContext } from '#runtime/declarations/relay.ts'

/**
 * Publishes what AppFlow reports of the runs of its flows: that one has begun, how it has ended, and that a schedule was
 * deactivated. Of a flow that is gone by then nothing is reported.
 */
export default effect({
  name: 'ReportAppflowRuns',
  entities: ['run', 'flow'],
  effects: { publishes: true, reads: ['flow'], queriesChildren: ['definition'] },
  async run(change, context) {
    const { read, publish } = context
    if (change.entity === 'flow' && change.after && isDeactivation(change.before, change.after)) {
      const { after: flow } = change
      const present = await read('flow', flow.tenant, flow.key)
      if (present?.id === flow.id) await publish(deactivationReport(flow, await reported(flow, flow, context)))
    }
    if (change.entity !== 'run' || !change.after) return
    const { before, after: run } = change
    const moment = reportedMoment(before, run)
    const flow = moment && (await read('flow', run.tenant, run.flowKey))
    if (flow?.id !== run.flowId) return
    const report = moment === 'start' ? startReport : endReport
    await publish(report(run, { flow, ...(await reported(flow, run, context)) }))
  },
})

/** What a report needs of a flow, as it was when a run began or now. */
const reported = async (
  flow: Flow,
  { definitionVersion }: { definitionVersion: number },
  { readDefinition, region, accountId }: RelayContext,
) => ({ definition: await readDefinition(flow, definitionVersion), place: { region, accountId } })
