import { actOnFlow, type FlowAction } from '#core/servers/command-runtime-flows.ts'
import type { ServerHealth } from '#core/servers/server-status.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { loadReportedApplications } from './load-reported-applications.ts'

/**
 * Decides on starting, pausing or stopping a flow of an application on the servers that run it; who uses it commits the change.
 * Throws `no-server-available`, `runtime-flow-not-found` and `runtime-flow-state`.
 */
export const commandRuntimeFlow = useCase({
  effects: { updates: ['server'] },
  uses: { loadReportedApplications },
  run: async (
    { actor, use },
    servers: readonly ServerHealth[],
    what: { application: string; flow: string; action: FlowAction },
  ) => actOnFlow(await use.loadReportedApplications(servers), what, actor),
})
