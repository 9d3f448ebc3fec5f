import { longestSentence } from '#core/agents/bounded-reports.ts'
import type { WantedFlows } from '#core/agents/hosted-flows.ts'
import { own } from '#core/own.ts'
import type { Timers } from '../local/timers.ts'
import type { CarriedFlow, Problems } from './carrier.ts'
import type { Engine } from './engine.ts'
import type { EngineNews } from './engine-messages.ts'
import type { Figures } from './in-hand.ts'
import { afterLoss, nextState, unknownFlow, type KeptFlow } from './next-state.ts'
import { Losses } from './losses.ts'
import { FlowPlacer, type Placed } from './place-flows.ts'
import type { State, StateStore } from './state.ts'

export interface DriverOptions {
  engine: Engine
  store: Pick<StateStore, 'definition'>
  state: State
  /** Writes the state down. */
  save: () => Promise<void>
  timers: Timers
  /** How long a soft stop of a flow may take. */
  drainSeconds: number
  /** Variables that all flows of the runtime have. */
  env?: Readonly<Record<string, string>>
  /** Something has changed that the control plane may want to know. */
  tell: () => void
}

/** How long a check-in waits for figures. */
const figuresSeconds = 1

/**
 * Brings the engine in line with the flows that are kept, one pass after the other: each flow moves to its next state, that
 * is written down, then done. Any step may be repeated; a flow that cannot run fails alone.
 */
export class Driver {
  readonly #options: DriverOptions
  #types: ReadonlySet<string> = new Set()
  #idle = new Set<string>()
  readonly #placer = new FlowPlacer()
  #figures: Record<string, Figures> = {}
  readonly #losses = new Losses()
  /** Flows begin one after the other: over one of several that began at once the engine ended, or took none of them. */
  #isCareful = false
  #isBeginning = false
  #isCarrying = false
  #isDue = false
  #isDraining = false
  #bringing: Promise<void> | undefined
  #cancelDeadline: (() => void) | undefined
  /** Who wait for all work in hand to end. */
  #restListeners = new Set<() => void>()

  constructor(options: DriverOptions) {
    this.#options = options
  }

  /** Takes over what a document wants. What it does not name is forgotten, and dropped by the next pass. */
  follow(wanted: WantedFlows): void {
    const { state, timers } = this.#options
    const now = timers.now()
    state.flows = Object.fromEntries(
      Object.entries(wanted).map(([key, flow]) => {
        const known = own(state.flows, key)
        const isSame = known?.wanted.flowId === flow.flowId
        return [key, isSame ? { ...known, wanted: flow } : unknownFlow(flow, now)]
      }),
    )
  }

  /** Brings all in line; resolves when nothing is left to do at the moment. */
  bring(): Promise<void> {
    this.#isDue = true
    this.#bringing ??= this.#passes().finally(() => (this.#bringing = undefined))
    return this.#bringing
  }

  /** Whether the engine has been given the flows that run: else none does. */
  get isCarrying(): boolean {
    return this.#isCarrying
  }

  /** The engine is there, and carries nothing yet. */
  engineIsUp(types: ReadonlySet<string>): void {
    this.#types = types
    void this.bring().then(() => this.#options.tell())
  }

  /** The engine has ended: what was in hand is lost, what is wanted stays. */
  engineIsDown(): void {
    const { engine, state, timers, save, tell } = this.#options
    this.#isCarrying = false
    this.#idle.clear()
    const now = timers.now()
    for (const [key, flow] of Object.entries(state.flows)) state.flows[key] = afterLoss(flow, now)
    const culprit = this.#losses.inARow(engine.losses, this.#isBeginning, now.getTime())
    if (culprit !== undefined) {
      this.#settle([], { [culprit]: 'Node-RED ends again and again since the flow began.' })
      save().catch(console.error)
    }
    tell()
  }

  heard({ idle }: EngineNews): void {
    for (const id of idle) this.#idle.add(id)
    if (idle.length === 0) return
    for (const look of this.#restListeners) look()
    void this.bring()
  }

  /** Takes in nothing new on any flow; whether all work in hand has ended in time. */
  async drain(seconds: number): Promise<boolean> {
    const { timers } = this.#options
    this.#isDraining = true
    this.#idle.clear()
    await this.bring()
    let listen: () => void = () => undefined
    let cancel: () => void = () => undefined
    const isAtRest = await new Promise<boolean>((resolve) => {
      listen = () => void this.#isAtRest().then((isSo) => isSo && resolve(true))
      this.#restListeners.add(listen)
      cancel = timers.at(new Date(timers.now().getTime() + seconds * 1000), () => resolve(false))
      listen()
    })
    this.#restListeners.delete(listen)
    cancel()
    return isAtRest
  }

  /** Goes on after a drain. */
  async undrain(): Promise<void> {
    this.#isDraining = false
    await this.bring()
  }

  /** Stops looking after anything. */
  end(): void {
    this.#cancelDeadline?.()
    this.#isDraining = false
    this.#idle.clear()
  }

  /** By flow id; those of before while the engine is busy, nothing while it is down. */
  async figures(): Promise<Record<string, Figures>> {
    const { engine, timers } = this.#options
    let cancel: () => void = () => undefined
    const isLate = new Promise<undefined>((resolve) => {
      cancel = timers.at(new Date(timers.now().getTime() + figuresSeconds * 1000), () => resolve(undefined))
    })
    const asked = engine.call('figures', null).catch(() => ({}))
    this.#figures = (await Promise.race([asked, isLate])) ?? this.#figures
    cancel()
    return engine.isUp ? this.#figures : this.#figuresOfNone()
  }

  /** Why nothing runs. */
  #figuresOfNone(): Record<string, Figures> {
    const { engine, state, timers } = this.#options
    if (engine.trouble === undefined) return {}
    const lastError = { at: timers.now().toISOString(), message: engine.trouble }
    const none = { inHand: 0, openAnswers: 0, currentTask: null, lastError, steps: {} }
    return Object.fromEntries(Object.values(state.flows).map(({ wanted }) => [wanted.flowId, none]))
  }

  async #isAtRest(): Promise<boolean> {
    const { state, engine } = this.#options
    if (!engine.isUp) return true
    const flows = Object.values(state.flows)
    const isBusy = ({ state, wanted }: KeptFlow) =>
      (state === 'running' || state === 'stopping') && !this.#idle.has(wanted.flowId)
    if (flows.some(isBusy)) return false
    const figures = await this.figures()
    return flows.every(({ state, wanted }) => state !== 'paused' || !figures[wanted.flowId]?.inHand)
  }

  async #passes(): Promise<void> {
    try {
      while (this.#isDue) {
        this.#isDue = false
        if (await this.#pass()) this.#isDue = true
      }
    } catch (error) {
      // What cannot be written down is not done: the flows stay as they are until the next time.
      console.error(error)
    }
    this.#watchDeadlines()
  }

  /** Whether another pass may find something to do. */
  async #pass(): Promise<boolean> {
    const { engine, store, state, env, save, tell } = this.#options
    const hasMoved = this.#moveOn()
    if (hasMoved) {
      await save()
      tell()
    }
    if (!engine.isUp) return hasMoved
    const placing = { store, types: this.#types, env, isDraining: this.#isDraining }
    const { placed, problems } = await this.#placer.place(state.flows, placing)
    const fresh = placed.filter(({ isFresh }) => isFresh)
    if (fresh.length === 0) this.#isCareful = false
    const beginning = this.#isCareful ? fresh.slice(0, 1) : fresh
    const carried = placed.filter((one) => !one.isFresh || beginning.includes(one))
    const { begun, against } = await this.#apply(carried, beginning)
    if (!this.#settle(begun, { ...problems, ...against })) return false
    await save()
    tell()
    return true
  }

  /** Has the engine carry flows; those that it has begun, and by flow id what there is against them. */
  async #apply(carried: readonly Placed[], beginning: readonly Placed[]) {
    this.#isBeginning = beginning.length > 0
    try {
      const against = await this.#options.engine.call('apply', carried.map(carriedForm))
      this.#isCarrying = true
      return { begun: beginning, against }
    } catch (error) {
      return { begun: [], against: this.#blame(beginning, error as Error) }
    } finally {
      this.#isBeginning = false
    }
  }

  /** What there is against the flow that the engine refused or ended over; of several that began the next pass shows which. */
  #blame([first, ...others]: readonly Placed[], { message }: Error): Problems {
    const { engine } = this.#options
    if (engine.isUp) console.error(`Node-RED did not take the flows: ${message}`)
    if (!first) {
      // It is in a state that nobody knows: the next one is given everything.
      if (engine.isUp) engine.abandon()
      return {}
    }
    if (others.length > 0) {
      this.#isCareful = true
      this.#isDue = engine.isUp
      return {}
    }
    const { id } = first.compiled
    if (engine.isUp) return { [id]: message }
    return this.#losses.atBeginning(id) ? {} : { [id]: 'Node-RED ends whenever the flow begins.' }
  }

  /** Moves each flow one step on; whether any has. */
  #moveOn(): boolean {
    const { engine, state, timers, drainSeconds } = this.#options
    let hasMoved = false
    for (const [key, flow] of Object.entries(state.flows)) {
      const isIdle = !engine.isUp || this.#idle.has(flow.wanted.flowId)
      const next = nextState(flow, { now: timers.now(), isIdle, drainSeconds })
      if (next === flow) continue
      hasMoved = true
      state.flows[key] = next
      this.#idle.delete(flow.wanted.flowId)
    }
    return hasMoved
  }

  /** Notes what became of what began, and of what cannot run; whether anything has changed by it. */
  #settle(beginning: readonly Placed[], problems: Problems): boolean {
    const { state, timers } = this.#options
    const since = timers.now().toISOString()
    let hasChanged = false
    for (const [key, flow] of Object.entries(state.flows)) {
      const problem = problems[flow.wanted.flowId]
      const begun = beginning.find(
        (one) => one.key === key && one.kept.startGeneration === flow.startGeneration && flow.state === 'starting',
      )
      if (problem !== undefined && !['stopped', 'failed'].includes(flow.state)) {
        state.flows[key] = {
          ...flow,
          state: 'failed',
          since,
          cause: problem.slice(0, longestSentence),
          deadlineAt: undefined,
        }
        this.#losses.forget(flow.wanted.flowId)
      } else if (begun) {
        state.flows[key] = { ...flow, state: begun.state === 'paused' ? 'paused' : 'running', since }
        this.#losses.began(flow.wanted.flowId, timers.now().getTime())
      } else continue
      hasChanged = true
    }
    return hasChanged
  }

  #watchDeadlines(): void {
    this.#cancelDeadline?.()
    const deadlines = Object.values(this.#options.state.flows).flatMap(({ deadlineAt }) => deadlineAt ?? [])
    const [first] = deadlines.toSorted()
    this.#cancelDeadline =
      first === undefined ? undefined : this.#options.timers.at(new Date(first), () => void this.bring())
  }
}

const carriedForm = ({ compiled, state, isFresh }: Placed): CarriedFlow => ({ compiled, state, isFresh })
