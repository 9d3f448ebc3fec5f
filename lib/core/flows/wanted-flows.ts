import type { WantedFlow, WantedFlows, WantedRun } from '../agents/hosted-flows.ts'
import type { HostedRun } from '../runs/hosted-run.ts'
import type { Hosting } from './hosting.ts'

/** What an agent is told of flows: all that its server is to host. */
export const wantedFlows = (hostings: readonly Hosting[]): WantedFlows =>
  Object.fromEntries(
    hostings.flatMap((one) => (one.state === 'removed' ? [] : [[one.flowKey, wantedFlow(one, one.state)]])),
  )

const wantedFlow = (
  { flowId, definitionVersion, definitionSha256, stopMode, startGeneration }: Hosting,
  state: WantedFlow['state'],
): WantedFlow => ({ flowId, definitionVersion, definitionSha256, state, stopMode, startGeneration })

/** The runs that it has not begun and may still begin. */
export const wantedRuns = (runs: readonly HostedRun[], at: string): WantedRun[] =>
  runs
    .filter(({ begunAt, notAfter }) => begunAt === undefined && notAfter > at)
    .map(({ runId, flowKey: flow, flowId, payload, notAfter }) => {
      const validSeconds = (Date.parse(notAfter) - Date.parse(at)) / 1000
      return { runId, flow, flowId, payload, validSeconds }
    })
