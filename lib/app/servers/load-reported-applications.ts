import type { ServerFlows } from '#core/servers/runtime-flows.ts'
import type { ServerHealth } from '#core/servers/server-status.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Adds to servers the applications each reports, flow by flow: one request for each server. */
export const loadReportedApplications = useCase({
  effects: { queriesChildren: ['application'] },
  run: ({ queryChildren }, servers: readonly ServerHealth[]): Promise<ServerFlows[]> =>
    Promise.all(servers.map(async (one) => ({ ...one, applications: await queryChildren.application(one.server.id) }))),
})
