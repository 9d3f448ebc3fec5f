import type { WantedRun } from '#core/agents/hosted-flows.ts'
import { own } from '#core/own.ts'
import { secondsAfter } from '#core/time.ts'
import type { Timers } from '../local/timers.ts'
import type { Engine } from './engine.ts'
import type { EndedRun } from './runs.ts'
import type { KeptRun, State } from './state.ts'

/** How many runs are remembered after they have been told of, so that none begins a second time. */
const mostRemembered = 1000

export interface HostedRunsOptions {
  engine: Engine
  state: State
  save: () => Promise<void>
  timers: Timers
  tell: () => void
}

/** Runs on demand: each is on disk before it begins, begins once while its flow runs, and ends with the engine if not by itself. */
export class HostedRuns {
  readonly #options: HostedRunsOptions
  #beginning: Promise<void> = Promise.resolve()

  constructor(options: HostedRunsOptions) {
    this.#options = options
  }

  /** Takes up what a document asks for and was not taken up before. */
  follow(wanted: readonly WantedRun[]): void {
    const { state, timers } = this.#options
    const now = timers.now().toISOString()
    for (const { runId, flow, flowId, payload, validSeconds } of wanted) {
      state.runs[runId] ??= {
        flow,
        flowId,
        payload,
        state: 'waiting',
        validUntil: secondsAfter(now, validSeconds),
        steps: {},
      }
    }
    const told = Object.entries(state.runs).filter(([, run]) => run.isTold && isOver(run))
    for (const [runId] of told.slice(0, Math.max(0, told.length - mostRemembered))) delete state.runs[runId]
  }

  /** Begins what can begin now. */
  begin(): Promise<void> {
    this.#beginning = this.#beginning.then(() => this.#beginAll())
    return this.#beginning
  }

  /** Runs that the engine says have ended. */
  async ended(runs: readonly EndedRun[]): Promise<void> {
    const { state, save, tell } = this.#options
    for (const { id, errors, cause, steps } of runs) {
      const run = state.runs[id]
      if (!run || isOver(run)) continue
      Object.assign(run, {
        state: errors > 0 ? 'failed' : 'succeeded',
        cause,
        steps,
        payload: undefined,
        isTold: false,
      })
    }
    if (runs.length === 0) return
    await save()
    tell()
  }

  /** The engine has ended, and all runs with it. */
  lost(): void {
    for (const run of Object.values(this.#options.state.runs)) {
      if (run.state === 'in-progress') fail(run, 'Node-RED has ended while the run was under way.')
    }
  }

  async #beginAll(): Promise<void> {
    const { engine, state, save, tell, timers } = this.#options
    for (const [id, run] of Object.entries(state.runs)) {
      if (run.state !== 'waiting') continue
      const flow = own(state.flows, run.flow)
      if (timers.now().toISOString() > run.validUntil) fail(run, 'The flow did not run in time.')
      else if (flow?.wanted.flowId !== run.flowId) fail(run, 'The flow is not on this runtime.')
      else if (flow.state === 'starting' || (flow.state === 'running' && !engine.isUp)) continue
      else if (flow.state !== 'running') fail(run, `The flow is ${flow.state}.`)
      else {
        const { payload } = run
        run.state = 'in-progress'
        await save()
        await engine
          .call('begin', { id, flow: run.flowId, payload })
          .catch((error: unknown) => fail(run, (error as Error).message))
        tell()
        continue
      }
      await save()
      tell()
    }
  }
}

const isOver = ({ state }: KeptRun): boolean => state === 'succeeded' || state === 'failed'

const fail = (run: KeptRun, cause: string): void =>
  void Object.assign(run, { state: 'failed', cause, payload: undefined, isTold: false })
