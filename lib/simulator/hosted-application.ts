import type { SimulatedApplication } from './application.ts'
import type { Desired } from './protocol.ts'

/**
 * The applications a simulated runtime carries, and their states: what it starts with, brought in line with the desired
 * document. An application that is to fail does so when it is started.
 */
export interface HostedApplication {
  name: string
  status: 'initialised' | 'started' | 'stopped' | 'failed' | 'disposed'
  cause?: string
  /** Of what a deployment put there. */
  versionId?: string
  placement?: string
  /** It is being put there or taken away: nothing else is done with it meanwhile. */
  isMoving?: boolean
  /** The restart of the application alone that was last carried out. */
  restartGeneration: number
  flows: CarriedFlow[]
}

export interface CarriedFlow {
  name: string
  kind: 'flow' | 'service'
  status: 'running' | 'paused' | 'stopped'
  /** Seconds for which it has run, by which its metrics move. */
  ranSeconds: number
  endpoints: {
    id: string
    address: string
    type: string
    connector: string
    status: 'started' | 'stopped'
    synchronous: boolean
    filtered: boolean
    transacted: boolean
  }[]
}

/** As it is right after a boot: nothing runs yet. */
export const freshlyLoaded = (
  { name, flows }: SimulatedApplication,
  desired: Desired | undefined,
): HostedApplication => ({
  name,
  status: 'initialised',
  restartGeneration: desired?.applications[name]?.restartGeneration ?? 0,
  flows: flows.map((flow) => ({
    name: flow.name,
    kind: flow.kind,
    status: 'stopped',
    ranSeconds: 0,
    endpoints: flow.endpoints.map((endpoint) => ({
      ...endpoint,
      status: 'stopped',
      filtered: false,
      transacted: false,
    })),
  })),
})

/** Brings an application in line with what is desired. `failing` names those that fail when they start. */
export function reconcile(
  carried: HostedApplication,
  desired: Desired | undefined,
  failing: ReadonlySet<string>,
): void {
  if (carried.isMoving) return
  const wanted = desired?.applications[carried.name]
  const isRestart = (wanted?.restartGeneration ?? 0) > carried.restartGeneration
  carried.restartGeneration = wanted?.restartGeneration ?? carried.restartGeneration
  if (isRestart || carried.status === 'initialised') {
    carried.status = 'initialised'
    carried.cause = undefined
  }
  const isToRun = wanted?.state !== 'stopped'
  if (carried.status === 'failed') return
  if (isToRun && carried.status !== 'started' && failing.has(carried.name)) {
    carried.status = 'failed'
    carried.cause = 'It was told to fail.'
  } else carried.status = isToRun ? 'started' : 'stopped'
  const runs = carried.status === 'started'
  for (const flow of carried.flows) {
    flow.status = runs ? (wanted?.flows?.[flow.name] ?? 'running') : 'stopped'
    for (const endpoint of flow.endpoints) {
      const isOn = flow.status === 'running' && (wanted?.endpoints?.[endpoint.id] ?? 'started') === 'started'
      endpoint.status = isOn ? 'started' : 'stopped'
    }
  }
}

/** An application fails while it runs. */
export function fail(carried: HostedApplication, cause: string): void {
  halt(carried, 'failed')
  carried.cause = cause
}

/** Nothing of it runs any more. */
export function halt(carried: HostedApplication, status: 'stopped' | 'disposed' | 'failed'): void {
  carried.status = status
  for (const flow of carried.flows) {
    flow.status = 'stopped'
    for (const endpoint of flow.endpoints) endpoint.status = 'stopped'
  }
}

/** Metrics that move while a flow runs: two events a second, a third of them asynchronous, one in fifty an error. */
export function metricsOf(carried: readonly HostedApplication[]): Record<string, Record<string, object>> {
  const metrics = ({ ranSeconds, endpoints }: CarriedFlow) => {
    const events = Math.floor(ranSeconds * 2)
    return {
      asyncEvents: Math.floor(events / 3),
      syncEvents: events - Math.floor(events / 3),
      processedEvents: events,
      executionErrors: Math.floor(events / 50),
      fatalErrors: 0,
      totalMs: events * 12,
      minMs: events > 0 ? 4 : 0,
      maxMs: events > 0 ? 90 : 0,
      routed: Object.fromEntries(endpoints.map(({ id }) => [id, Math.floor(events / endpoints.length)])),
    }
  }
  return Object.fromEntries(
    carried.map(({ name, flows }) => [name, Object.fromEntries(flows.map((flow) => [flow.name, metrics(flow)]))]),
  )
}

/** What the protocol takes of a cause. */
const longestCause = 500

/** All there is to report, as text: what is not in it is no news. */
export const reportText = ({
  carried,
  ...said
}: {
  carried: readonly HostedApplication[]
  [member: string]: unknown
}): string =>
  JSON.stringify({
    ...said,
    applications: carried.map(({ name, status, cause, versionId, placement, flows }) => ({
      name,
      status,
      cause: cause?.slice(0, longestCause),
      versionId,
      placement,
      flows: flows.map(({ ranSeconds: _, ...flow }) => flow),
    })),
  })
