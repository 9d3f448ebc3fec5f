import type { Carrier } from '#core/servers/runtime-flows.ts'
import type { Watched } from '#core/servers/server-status.ts'
import { useCase } from '#runtime/use-case.ts'

/** Adds to servers the applications each reports, flow by flow: one request for each server. */
export const loadReportedApplications = useCase({
  effects: { collects: ['application'] },
  run: ({ collect }, servers: readonly Watched[]): Promise<Carrier[]> =>
    Promise.all(servers.map(async (one) => ({ ...one, applications: await collect.application(one.server.id) }))),
})
