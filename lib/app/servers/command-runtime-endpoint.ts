import { actOnEndpoint } from '#core/servers/command-runtime-flows.ts'
import { refuseUnlessUp } from '#core/servers/runtime-flows.ts'
import type { EndpointState } from '#core/servers/server.ts'
import type { ServerHealth } from '#core/servers/server-status.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { loadReportedApplications } from './load-reported-applications.ts'

/**
 * Decides on starting or stopping an endpoint of a flow on the servers that run it; who uses it commits the change. Throws
 * `no-server-available`, `runtime-flow-not-found` and `endpoint-not-found`.
 */
export const commandRuntimeEndpoint = useCase({
  effects: { updates: ['server'] },
  uses: { loadReportedApplications },
  async run(
    { actor, use },
    servers: readonly ServerHealth[],
    what: { application: string; flow: string; endpoint: string; to: EndpointState },
  ) {
    const reported = await use.loadReportedApplications(servers)
    refuseUnlessUp(reported)
    return actOnEndpoint(reported, what, actor)
  },
})
