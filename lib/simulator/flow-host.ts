import { createHash } from 'node:crypto'
import { firstReports } from '#core/agents/bounded-reports.ts'
import type { HostedFlowReport, HostedRunReport, WantedFlow } from '#core/agents/hosted-flows.ts'
import { own } from '#core/own.ts'
import type { FlowHosting } from './flow-hosting.ts'
import { countTo, forBoot, freshFlow, reportOf } from './hosted-flow.ts'
import type { HostedFlow } from './hosted-state.ts'
import { HostedRuns } from './hosted-runs.ts'
import type { Memory } from './memory.ts'
import type { HostedDefinition } from '#core/agents/hosted-flows.ts'
import type { Send } from './protocol.ts'

/** How often counts alone are news. */
const countsEverySeconds = 15

/**
 * The flows that a simulated runtime hosts. It does what a real one would: fetches definitions, checks their SHA-256 and keeps them
 * on disk; takes so long to start; lets work in hand end at a soft stop, and keeps what waits at a pause. How each stands is on
 * disk before it is acted on, so that one order starts once and a restarted runtime goes on as it was to.
 */
export class FlowHost {
  flows: Record<string, HostedFlow> = {}
  readonly #runs = new HostedRuns()
  readonly #send: Send
  readonly #memory: Memory
  /** What was answered of each, as text. */
  #acknowledged = new Map<string, string>()
  /** What the check-in under way says. */
  #saying: [string, string][] = []
  #countedAt = 0

  constructor(send: Send, memory: Memory) {
    this.#send = send
    this.#memory = memory
  }

  /** A boot: what ran is started again, by the start that it was. */
  boot(host: FlowHosting): void {
    this.flows = forBoot(host.saved()?.flows ?? {}, host.now())
    this.#acknowledged.clear()
    this.#runs.boot(host)
    for (const [key, flow] of Object.entries(this.flows)) if (flow.state === 'starting') this.#start(host, key, flow)
  }

  /** All of it is to be reported again; what was answered is nothing. */
  forgetAnswers(): '' {
    this.#acknowledged.clear()
    return ''
  }

  /** Brings each flow towards what is wanted. What cannot be fetched now is tried again at the next check-in. */
  async bring(host: FlowHosting): Promise<void> {
    const wanted = host.saved()?.desired?.flows
    if (!wanted) return
    const stood = standing(this.flows)
    for (const [key, flow] of Object.entries(this.flows))
      if (own(wanted, key)?.flowId !== flow.flowId) delete this.flows[key]
    for (const [key, one] of Object.entries(wanted)) {
      const flow = own(this.flows, key) ?? (this.flows[key] = freshFlow(one.flowId, host.now()))
      if (one.state !== flow.state) countTo(flow, host.faults, host.now())
      if (one.state === 'stopped') this.#stop(host, key, flow, one)
      else await this.#run(host, key, flow, one)
      if (!host.isAlive()) return
    }
    if (standing(this.flows) !== stood) {
      await host.keepFlows(this.flows)
      await this.#memory.keepDefinitions(Object.values(wanted).map(({ definitionSha256 }) => definitionSha256))
    }
    await this.#runs.bring(host, this.flows)
  }

  /** What a check-in says: what has changed since the last answer, as much of it as it takes. */
  reports(host: FlowHosting): { flows: HostedFlowReport[]; runs: HostedRunReport[] } {
    if (host.now() - this.#countedAt >= countsEverySeconds * 1000) {
      for (const flow of Object.values(this.flows)) countTo(flow, host.faults, host.now())
      this.#countedAt = host.now()
    }
    this.#saying = firstReports(this.#news())
    const flows = this.#saying.map(([, text]) => JSON.parse(text) as HostedFlowReport)
    return { flows, runs: this.#runs.reports(host.now()) }
  }

  async answered(host: FlowHosting): Promise<void> {
    for (const [key, text] of this.#saying) this.#acknowledged.set(key, text)
    this.#saying = []
    await this.#runs.answered(host)
  }

  get hasNews(): boolean {
    return this.#news().length > 0 || this.#runs.hasNews
  }

  #news(): [string, string][] {
    return Object.entries(this.flows)
      .map(([key, flow]): [string, string] => [key, JSON.stringify(reportOf(key, flow))])
      .filter(([key, text]) => this.#acknowledged.get(key) !== text)
  }

  async #run(host: FlowHosting, key: string, flow: HostedFlow, wanted: WantedFlow): Promise<void> {
    const isNew = wanted.startGeneration > flow.startGeneration
    const isOther = flow.definitionSha256 !== wanted.definitionSha256
    if (isNew || (flow.state === 'paused' && wanted.state === 'running' && isOther)) {
      const definition = await this.#definition(host, key, wanted)
      if (definition === undefined || !host.isAlive()) return
      Object.assign(flow, freshFlow(wanted.flowId, host.now()), {
        startGeneration: wanted.startGeneration,
        definitionSha256: wanted.definitionSha256,
        stepIds: definition?.steps.map(({ id }) => id) ?? [],
        state: definition ? 'starting' : 'failed',
        cause: definition ? undefined : 'The definition does not have the SHA-256 that it is to have.',
        goal: wanted.state,
      })
      await host.keepFlows(this.flows)
      if (definition) this.#start(host, key, flow)
      return
    }
    if (flow.state === 'starting') flow.goal = wanted.state
    if (flow.state === 'running' || flow.state === 'paused') flow.state = wanted.state
  }

  #start(host: FlowHosting, key: string, flow: HostedFlow): void {
    const { startGeneration } = flow
    host.after(host.faults.flowStartSeconds, () => {
      if (this.flows[key] !== flow || flow.state !== 'starting' || flow.startGeneration !== startGeneration) return
      const fails = host.faults.failFlows.includes(key)
      flow.state = fails ? 'failed' : (flow.goal ?? 'running')
      flow.cause = fails ? 'It was told to fail.' : undefined
      flow.countedAt = host.now()
      void host.keepFlows(this.flows).then(host.tell)
    })
  }

  #stop(host: FlowHosting, key: string, flow: HostedFlow, { stopMode }: WantedFlow): void {
    const { flowDrainSeconds } = host.faults
    const isIdle = flow.state !== 'running' && flow.state !== 'paused'
    if (flow.state === 'stopping' ? stopMode !== 'hard' : flow.state === 'stopped') return
    if (isIdle || stopMode === 'hard' || flowDrainSeconds === 0) {
      flow.state = 'stopped'
      flow.waiting = 0
      return
    }
    flow.state = 'stopping'
    host.after(flowDrainSeconds, () => {
      if (this.flows[key] !== flow || flow.state !== 'stopping') return
      flow.state = 'stopped'
      void host.keepFlows(this.flows).then(host.tell)
    })
  }

  /** A definition; null when it is not what it is to be, undefined when it cannot be had at the moment. */
  async #definition(
    { saved }: FlowHosting,
    key: string,
    wanted: WantedFlow,
  ): Promise<HostedDefinition | null | undefined> {
    const { definitionVersion: version, definitionSha256 } = wanted
    const { agentId = '', credential = '' } = saved() ?? {}
    const kept = await this.#memory.loadDefinition(definitionSha256)
    if (kept !== undefined) return JSON.parse(kept) as HostedDefinition
    try {
      const path = `/agents/${agentId}/flows/${encodeURIComponent(key)}/definitions/${version}`
      const { status, text = '' } = await this.#send(path, undefined, credential)
      if (status !== 200) return undefined
      if (createHash('sha256').update(text).digest('hex') !== definitionSha256) return null
      await this.#memory.saveDefinition(definitionSha256, text)
      return JSON.parse(text) as HostedDefinition
    } catch {
      return undefined
    }
  }
}

/** How flows stand, but for what they count. */
const standing = (flows: Record<string, HostedFlow>): string =>
  JSON.stringify(Object.entries(flows).map(([key, one]) => [key, one.flowId, one.state, one.startGeneration]))
