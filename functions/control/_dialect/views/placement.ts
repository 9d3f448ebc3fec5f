import { onService, placementKinds, type Placement } from '#core/flows/placement.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { Standing } from '#core/flows/settle-hosted-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

/** Where a flow runs: on the service, or on servers, on those of groups, or on those of a cluster. */
export const PlacementBody = {
  kind: t.oneOf(placementKinds),
  /** Of the servers, the groups, or the one cluster; none for the service. */
  ids: t.optional(t.array(t.string().check(t.minLength(1), t.maxLength(64))).check(t.maxLength(100))),
}

const placement = { kind: t.oneOf(placementKinds), ids: t.array(t.string()) }
export const PlacementView = t.object(placement)

const Counters = t.object({ in: t.number(), out: t.number(), errors: t.number() })
const Runtime = t.object({
  serverId: t.string(),
  /** Whether its agent is heard, and hosts flows. One that is not holds nothing up. */
  isLive: t.boolean(),
  /** What it reported last; absent until it has reported. */
  state: t.optional(t.oneOf(['starting', 'running', 'paused', 'stopping', 'stopped', 'failed'])),
  cause: t.optional(t.string()),
  currentTask: t.optional(t.string()),
  lastError: t.optional(t.string()),
  /** Messages by step since the last start. */
  steps: t.optional(t.record(t.string(), Counters)),
  reportedAt: t.optional(Instant),
})

export const FlowPlacementView = t.object({
  ...placement,
  /** Each server that hosts the flow, and what it reports. */
  runtimes: t.array(Runtime),
})

export const placementOf = ({ placement: { kind, ids } = onService }: Pick<Flow, 'placement'>) => ({
  kind,
  ids: [...ids],
})

export const flowPlacementView = (flow: Flow, standings: readonly Standing[]): t.Of<typeof FlowPlacementView> => ({
  ...placementOf(flow),
  runtimes: standings.map((standing) => ({
    serverId: standing.serverId,
    isLive: standing.isLive,
    ...saidOf(flow, standing),
  })),
})

/** What is reported of another flow that had the name before is nothing. */
function saidOf({ id }: Flow, { report }: Standing) {
  if (report?.flowId !== id) return {}
  const { state, cause, currentTask, lastError, steps, reportedAt } = report
  return { state, cause, currentTask, lastError, steps: steps && { ...steps }, reportedAt }
}

/** How many runtimes host a flow, how many of those are heard, and how many of these are as they are to be. */
export const RuntimesView = t.object({ servers: t.int(), live: t.int(), running: t.int(), failed: t.int() })

export const runtimesView = ({ id }: Flow, standings: readonly Standing[]): t.Of<typeof RuntimesView> => {
  const live = standings.filter(({ isLive }) => isLive)
  const count = (state: string) => live.filter(({ report }) => report?.flowId === id && report.state === state).length
  return { servers: standings.length, live: live.length, running: count('running'), failed: count('failed') }
}

export const DefaultPlacementView = t.object({
  ...placement,
  /** Rises with every change; 0 until it is first put. */
  version: t.int(),
})

export const defaultPlacementView = (
  found: { placement: Placement; version: number } | undefined,
): t.Of<typeof DefaultPlacementView> => ({ ...placementOf(found ?? {}), version: found?.version ?? 0 })
