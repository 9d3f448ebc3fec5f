import type { CompiledFlow, NodeConfig } from './compile.ts'
import { errorLevel, type Embedded, type LogEntry } from './embedded.ts'
import type { Figures, InHand } from './in-hand.ts'
import type { EndedRun, Runs } from './runs.ts'

/** A flow that Node-RED is to carry. What is stopped or has failed is in no set. */
export interface CarriedFlow {
  compiled: CompiledFlow
  /** `paused` begins nothing and keeps what it has; `stopping` takes in nothing new and ends what it has. */
  state: 'running' | 'paused' | 'stopping'
  /** It begins anew, with nothing of what it had before. */
  isFresh?: boolean
}

/** By flow id, why a flow that was to begin does not run. */
export type Problems = Record<string, string>

/** A run to begin. */
export interface NewRun {
  id: string
  flow: string
  payload?: unknown
}

/** How often it is looked whether something has come to rest, in milliseconds. */
export const restMilliseconds = 50

const droppedCause = 'The flow was stopped while the run was under way.'

/**
 * Brings Node-RED to a set of flows. Flows that stay as they are keep their nodes; what is new begins by itself and what is
 * left out is dropped with all it has in hand, its HTTP clients answered.
 */
export class Carrier {
  readonly #engine: Embedded
  readonly #inHand: InHand
  readonly #runs: Runs
  /** By flow id. */
  #carried = new Map<string, CarriedFlow>()
  #nodes = '[]'
  #heard: LogEntry[] = []
  /** Runs of flows that were dropped, to be told of. */
  #dropped: EndedRun[] = []
  readonly #saidIdle = new Set<string>()

  constructor(engine: Embedded, inHand: InHand, runs: Runs) {
    this.#engine = engine
    this.#inHand = inHand
    this.#runs = runs
  }

  /** Brings Node-RED to exactly these flows. One call at a time. */
  async apply(flows: readonly CarriedFlow[]): Promise<Problems> {
    const before = [...this.#carried.values()].map(({ compiled }) => compiled)
    const kept = new Set(flows.filter(({ isFresh }) => !isFresh).map(({ compiled }) => compiled.id))
    const leaving = before.filter(({ id }) => !kept.has(id))
    const beginning = flows.filter(({ compiled, isFresh }) => isFresh || !this.#carried.has(compiled.id))
    this.#carried = new Map(flows.map((flow) => [flow.compiled.id, flow]))
    for (const { tab } of leaving) this.#inHand.endAnswers(tab)
    for (const { compiled, state } of flows) if (state === 'paused') this.#inHand.pause(compiled.tab)
    this.#guard(flows)
    // Nodes are never replaced in place: what the former ones hold would be lost without a word.
    const isAgain = leaving.some(({ id }) => this.#carried.has(id))
    if (isAgain) await this.#deploy(flows.filter((flow) => !beginning.includes(flow)))
    this.#forget(leaving)
    for (const { compiled, state } of beginning) {
      this.#inHand.open(compiled)
      if (state === 'paused') this.#inHand.pause(compiled.tab)
    }
    this.#heard = []
    await this.#deploy(flows)
    for (const { compiled, state } of flows) {
      if (state !== 'running') this.#inHand.closeSources(compiled.tab)
      if (state !== 'paused') this.#inHand.resume(compiled.tab)
    }
    this.#saidIdle.clear()
    return this.#problemsOf(beginning)
  }

  /** Gives a message to each source of a flow and follows what comes of it. Throws when the flow does not run. */
  begin({ id, flow, payload }: NewRun): void {
    const carried = this.#carried.get(flow)
    if (carried?.state !== 'running') throw new Error('The flow does not run.')
    const { compiled } = carried
    const sources = compiled.sources.flatMap((source) => this.#engine.node(source) ?? [])
    if (sources.length === 0) throw new Error('The flow has no step to begin with.')
    this.#runs.begin(id, flow, (messageId) => {
      for (const node of sources) {
        const message = { _msgid: messageId, payload: structuredClone(payload) }
        if (node.type === 'inject') node.receive(message)
        else node.send(message)
      }
    })
  }

  /** Notes an entry of Node-RED's log; an error that nobody caught counts as the flow's. */
  hear(entry: LogEntry): void {
    if (entry.level > errorLevel || entry.z === undefined) return
    this.#heard.push(entry)
    if (this.#heard.length > 1000) this.#heard.shift()
    this.#inHand.failed(entry.z, entry.id, textOf(entry.msg))
  }

  figures(): Record<string, Figures> {
    return this.#inHand.figures()
  }

  /** Stopping flows that have nothing in hand any more, each said once. */
  takeIdle(): string[] {
    const stopping = [...this.#carried.values()].filter(({ state }) => state === 'stopping')
    const idle = stopping.filter(
      ({ compiled }) => !this.#saidIdle.has(compiled.id) && this.#inHand.isIdle(compiled.tab),
    )
    for (const { compiled } of idle) this.#saidIdle.add(compiled.id)
    return idle.map(({ compiled }) => compiled.id)
  }

  takeEndedRuns(): EndedRun[] {
    const dropped = this.#dropped
    this.#dropped = []
    return this.#runs.isAnyOpen || dropped.length > 0 ? [...dropped, ...this.#runs.takeEnded()] : []
  }

  #forget(leaving: readonly CompiledFlow[]): void {
    for (const { id, tab } of leaving) {
      this.#inHand.close(tab)
      this.#dropped.push(...this.#runs.takeDropped(id, droppedCause))
    }
  }

  /** Where a paused or stopping flow answered is said that it will again, or does not for now. */
  #guard(flows: readonly CarriedFlow[]): void {
    const router = this.#engine.newRouter()
    for (const { compiled, state } of flows) {
      if (state === 'running') continue
      for (const { method, url } of compiled.routes) {
        router[method]?.(url, (_request, response) => {
          const headers = { 'content-type': 'application/json', 'retry-after': '5' }
          response.writeHead(503, headers).end(`{"message":"The flow is ${state}."}`)
        })
      }
    }
    this.#engine.setGate(router)
  }

  async #deploy(flows: readonly CarriedFlow[]): Promise<void> {
    const nodes = flows.flatMap(nodesOf)
    const text = JSON.stringify(nodes)
    if (text === this.#nodes) return
    this.#nodes = ''
    await this.#engine.setNodes(nodes)
    this.#nodes = text
  }

  /** A node that could not be made is not there; one that cannot work says so while it is made. */
  #problemsOf(beginning: readonly CarriedFlow[]): Problems {
    const problems: Problems = {}
    for (const { compiled, state } of beginning) {
      const entry = this.#heard.find(({ z }) => z === compiled.tab)
      const isOff = (node: string) => state !== 'running' && compiled.sources.includes(node)
      const missing = Object.keys(compiled.steps).find((node) => !isOff(node) && !this.#engine.node(node))
      if (!entry && missing === undefined) continue
      const step = compiled.steps[entry?.id ?? missing ?? '']
      problems[compiled.id] = `Step ${step}: ${entry ? textOf(entry.msg) : 'Node-RED did not make its node.'}`
    }
    return problems
  }
}

const nodesOf = ({ compiled, state }: CarriedFlow): NodeConfig[] =>
  state === 'running'
    ? compiled.nodes
    : compiled.nodes.map((node) => (compiled.sources.includes(node.id) ? { ...node, d: true } : node))

/** An entry's message; an error arrives as it is or in the form it is sent to an editor in. */
function textOf(message: unknown): string {
  if (typeof message === 'string') return message
  if (message instanceof Error) return message.message
  const { data, message: own } = (message ?? {}) as { data?: { message?: unknown }; message?: unknown }
  const text = data?.message ?? own
  return typeof text === 'string' ? text : JSON.stringify(message)
}
