import { createHash } from 'node:crypto'
import type { Definition, Link, Step } from '#core/flows/definition.ts'

/** What of a definition becomes nodes of Node-RED. */
export type Graph = Pick<Definition, 'steps' | 'links'>

/** A flow as it is handed to Node-RED. */
export interface HostedGraph extends Graph {
  /** The flow's id at the control plane: never that of a node. */
  id: string
  label: string
  /** Variables of the flow: `${NAME}` in a setting, `env.get('NAME')` in a function. */
  env?: Readonly<Record<string, string>>
}

/** One node as Node-RED stores it. */
export interface NodeConfig {
  id: string
  type: string
  z?: string
  name?: string
  d?: boolean
  x?: number
  y?: number
  wires?: string[][]
  [property: string]: unknown
}

/** A flow in Node-RED's form, with what has to be known of its nodes to carry it. */
export interface CompiledFlow {
  id: string
  /** The id of its tab. */
  tab: string
  nodes: NodeConfig[]
  /** Step ids by the ids of their nodes. */
  steps: Record<string, string>
  /** The ids of the nodes with which messages enter. */
  sources: string[]
  /** How many messages a node may have in hand; any number without. */
  limits: Record<string, number>
  routes: Route[]
}

/** What an `http in` answers at. */
export interface Route {
  method: string
  url: string
}

/** Nodes that others refer to and that take part in no wiring. */
const configTypes = new Set(['mqtt-broker', 'tls-config', 'http proxy', 'websocket-client', 'websocket-listener'])

/** Nodes that begin without a wire and take in nothing from outside. */
const innerTypes = new Set(['catch', 'status', 'complete', 'link in', 'comment'])

/** Settings that name other steps of the flow. */
const references = new Set(['broker', 'tls', 'proxy', 'server', 'client', 'scope', 'links'])

/** Settings that would take the place of what the compiler writes. */
const reserved = new Set(['id', 'z', 'd', 'type', 'wires', 'x', 'y', 'g', 'name', 'credentials'])

/**
 * The id of the node of a step, or of the tab of a flow: 16 hex digits. Never the plain name: Node-RED restarts every node
 * with a property whose value is the id of one that changes.
 */
export const nodeId = (flow: string, step?: string): string =>
  createHash('sha256')
    .update(JSON.stringify(step === undefined ? [flow] : [flow, step]))
    .digest('hex')
    .slice(0, 16)

/**
 * A flow as a tab with its nodes: component → node type, settings → properties, links → wires. A link leads from port 0
 * unless its settings say `port`, or its `from` ends in `:1`. The same flow compiles to the same text.
 */
export function compile(flow: HostedGraph): CompiledFlow {
  const tab = nodeId(flow.id)
  const env = Object.entries(flow.env ?? {}).map(([name, value]) => ({ name, value, type: 'str' }))
  const known = new Set(flow.steps.map(({ id }) => id))
  const wires = wiresOf(flow, known)
  const targets = new Set([...wires.values()].flat(2))
  const nodes = flow.steps.map((step) => nodeOf(flow.id, step, known, wires.get(step.id) ?? []))
  const isSource = ({ id, component }: Step) =>
    !targets.has(nodeId(flow.id, id)) && !innerTypes.has(component) && !configTypes.has(component)
  return {
    id: flow.id,
    tab,
    nodes: [{ id: tab, type: 'tab', label: flow.label, disabled: false, env }, ...nodes],
    steps: Object.fromEntries(flow.steps.map(({ id }) => [nodeId(flow.id, id), id])),
    sources: flow.steps.filter(isSource).map(({ id }) => nodeId(flow.id, id)),
    limits: Object.fromEntries(
      flow.steps.flatMap(({ id, instances }) => (instances === undefined ? [] : [[nodeId(flow.id, id), instances]])),
    ),
    routes: routesOf(flow),
  }
}

/** Where a flow answers HTTP requests; Node-RED writes a path with or without its first slash. */
export const routesOf = ({ steps }: Graph): Route[] =>
  steps
    .filter(({ component }) => component === 'http in')
    .map(({ settings: { method, url } }) => ({
      method: textOf(method).toLowerCase(),
      url: `/${textOf(url).replace(/^\//, '')}`,
    }))

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

/** The step and the port that a link leads from. */
export function originOf({ from, settings }: Link, known: ReadonlySet<string>): { step: string; port: number } {
  const [, step, port] = /^(.+):(\d{1,2})$/.exec(from) ?? []
  if (step !== undefined && !known.has(from)) return { step, port: Number(port) }
  const { port: given } = settings ?? {}
  return { step: from, port: Number.isInteger(given) && Number(given) >= 0 ? Math.min(Number(given), 99) : 0 }
}

function wiresOf(flow: HostedGraph, known: ReadonlySet<string>): Map<string, string[][]> {
  const wires = new Map<string, string[][]>()
  for (const link of flow.links) {
    const { step, port } = originOf(link, known)
    const ports = wires.get(step) ?? []
    while (ports.length <= port) ports.push([])
    const target = nodeId(flow.id, link.to)
    if (!ports[port]?.includes(target)) ports[port]?.push(target)
    wires.set(step, ports)
  }
  return wires
}

function nodeOf(flow: string, step: Step, known: ReadonlySet<string>, wires: string[][]): NodeConfig {
  const params = Object.entries(step.settings)
    .filter(([name]) => !reserved.has(name))
    .map(([name, value]) => [name, references.has(name) ? resolved(flow, value, known) : value])
  const { method } = step.settings
  const node = {
    ...(Object.fromEntries(params) as Record<string, unknown>),
    ...(step.component === 'http in' && { method: textOf(method).toLowerCase() }),
    id: nodeId(flow, step.id),
    // One that others refer to belongs to the flow as well: it goes with it.
    z: nodeId(flow),
    type: step.component,
    name: step.id,
  }
  // Without a place it would count as one that others refer to, and be wired to nothing.
  return configTypes.has(step.component) ? node : { ...node, x: 0, y: 0, wires }
}

/** A setting with the names of steps replaced by the ids of their nodes; anything else stays. */
function resolved(flow: string, value: unknown, known: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(flow, one, known))
  return typeof value === 'string' && known.has(value) ? nodeId(flow, value) : value
}
