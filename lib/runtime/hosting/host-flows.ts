import { definitionSha256, hostedDefinition } from '#core/agents/hosted-flows.ts'
import type { Change } from '#core/change.ts'
import { isPassing } from '#core/flows/settle-flow.ts'
import type { Flow } from '#core/flows/flow.ts'
import { isResolvedFor, planForgetting, planHosting, wantedOf } from '#core/flows/host-flow.ts'
import type { FlowServers, Hosting, HostingServer, Told } from '#core/flows/hosting.ts'
import { placementTargets } from '#core/flows/placement.ts'
import { commit } from '#store/commit.ts'
import { readFlowVersion } from '#store/flows.ts'
import { writeHosting } from '#store/hostings.ts'
import { raiseFlowsGeneration } from '#store/leases.ts'
import { read } from '#store/read.ts'
import { concurrently } from '../invocation/concurrently.ts'
import type { Services } from '../invocation/context.ts'
import { resolvePlacement } from './resolve-placement.ts'
import { settleHosted } from './settle-hosted.ts'

/** A flow that is to be looked at. */
export interface FlowToHost {
  tenant: string
  key: string
  id: string
  /** Servers that came or went where it is placed: they are looked at although a list may not show them yet. */
  changedServerIds?: readonly string[]
}

const flowsAtOnce = 8
const writesAtOnce = 16
const secondsKept = 24 * 60 * 60

/** What follows from what is written to the partitions of servers. */
interface Work {
  hostings: Hosting[]
  /** Whose agents are to be told. */
  told: readonly HostingServer[]
  /** Written last: until then all of it is done again. */
  last: Change
  flow?: Flow
}

/**
 * Brings what servers are to host in line with some flows as they are now. First what leads from servers to a flow, so that no
 * server that comes or goes meanwhile is missed; then its servers are resolved and told; then each agent's generation is raised,
 * once for all flows; at last what they were told is kept beside the flow. Whatever of it is repeated comes to the same end.
 */
export async function hostFlows(services: Services, flows: readonly FlowToHost[]): Promise<void> {
  const { table } = services
  const works = await concurrently(flowsAtOnce, flows, (one) => workOf(services, one))
  const hostings = works.flatMap((work) => work.hostings)
  await concurrently(writesAtOnce, hostings, (hosting) => writeHosting(table, hosting))
  const agents = new Set(works.flatMap(({ told }) => told.map(({ agentId }) => agentId)))
  await concurrently(writesAtOnce, [...agents], (agentId) => raiseFlowsGeneration(table, agentId))
  await concurrently(flowsAtOnce, works, ({ last }) => commit(table, last))
  const passing = works.flatMap(({ flow }) => (flow && isPassing(flow) ? [flow] : []))
  await concurrently(flowsAtOnce, passing, (flow) => settleHosted(services, flow))
}

async function workOf(services: Services, address: FlowToHost): Promise<Work> {
  const { table } = services
  const { tenant, key, id } = address
  const found = await read(table, 'flow', tenant, key)
  const flow = found?.id === id ? found : undefined
  const known = await read(table, 'flow-servers', tenant, id)
  const expiresAt = Math.floor(services.now().getTime() / 1000) + secondsKept
  if (!flow?.isHosted) return forget(known, flow, expiresAt)

  const isResolved = isResolvedFor(known, flow) && address.changedServerIds === undefined
  if (!isResolvedFor(known, flow)) await lead(services, flow)
  const servers = isResolved
    ? known.servers
    : await resolvePlacement(services, flow, [
        ...(address.changedServerIds ?? []),
        ...(known?.servers ?? []).map(({ serverId }) => serverId),
      ])
  const told = await toldOf(services, flow, known)
  const { hostings, after } = planHosting(flow, { known, servers, told }, expiresAt)
  return { hostings, told: addressedBy(hostings, servers, known), last: keeping(known, after, flow), flow }
}

/** Makes a flow be found from what it is placed on. */
async function lead({ table }: Services, { tenant, key: flowKey, id: flowId, placement }: Flow): Promise<void> {
  const targets = placement ? placementTargets(placement) : []
  await concurrently(writesAtOnce, targets, (target) =>
    commit(table, [{ kind: 'put', entity: 'placed-flow', item: { tenant, target, flowKey, flowId } }]),
  )
}

/** What its servers are to be told; of a failed flow what they were. The definition is read when they have another one. */
async function toldOf({ table }: Services, flow: Flow, known: FlowServers | undefined): Promise<Told | undefined> {
  const wanted = wantedOf(flow)
  if (!wanted) return undefined
  const before = known?.told
  if (before && flow.status === 'errored') return before
  const { definitionVersion: version } = wanted
  const hash =
    before?.definitionVersion === version
      ? before.definitionSha256
      : definitionSha256(hostedDefinition(flow.id, version, await readFlowVersion(table, flow, version)))
  return { ...wanted, definitionSha256: hash }
}

/** A flow that is not on runtimes, or is no more. */
const forget = (known: FlowServers | undefined, flow: Flow | undefined, expiresAt: number): Work => {
  if (!known) return { hostings: [], told: [], last: [] }
  const hostings = planForgetting(known, flow, expiresAt)
  const last = [
    { kind: 'delete', entity: 'flow-servers', before: known },
    ...leaving(known, known.targets),
  ] as const satisfies Change
  return { hostings, told: addressedBy(hostings, known.servers, undefined), last }
}

function keeping(known: FlowServers | undefined, after: FlowServers | undefined, flow: Flow): Change {
  if (!after) return []
  const { version: _, ...set } = after
  const stale = (known?.targets ?? []).filter((target) => !after.targets.includes(target))
  const taken = 'version-conflict'
  const message = `The servers of flow ${flow.handle} were resolved at the same moment.`
  return [
    known
      ? { kind: 'update', entity: 'flow-servers', before: known, set }
      : { kind: 'create', entity: 'flow-servers', item: after, taken, message },
    ...(known ? leaving(known, stale) : []),
  ]
}

const leaving = ({ tenant, flowKey, flowId }: FlowServers, targets: readonly string[]) =>
  targets.map(
    (target) => ({ kind: 'delete', entity: 'placed-flow', before: { tenant, target, flowKey, flowId } }) as const,
  )

const addressedBy = (
  hostings: readonly Hosting[],
  servers: readonly HostingServer[],
  known: FlowServers | undefined,
): HostingServer[] => {
  const ids = new Set(hostings.map(({ serverId }) => serverId))
  return [...servers, ...(known?.servers ?? [])].filter(({ serverId }) => ids.has(serverId))
}
