import type { WantedFlow, WantedFlows } from '../agents/hosted-flows.ts'
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
