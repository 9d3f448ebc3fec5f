import { boundedFlowReport, boundedRunReport, firstReports } from '#core/agents/bounded-reports.ts'
import { runReportMilliseconds, type HostedFlowReport, type HostedRunReport } from '#core/agents/hosted-flows.ts'
import { own } from '#core/own.ts'
import type { Figures } from './in-hand.ts'
import type { KeptFlow } from './next-state.ts'
import type { KeptRun, State } from './state.ts'

/** Counters alone are news once in so long. */
const countersMilliseconds = 15_000

/** What a check-in says of flows and runs, and what has been heard of it. */
export interface Report {
  flows: HostedFlowReport[]
  runs: HostedRunReport[]
  acknowledged: () => void
}

/**
 * What the control plane does not know yet of flows and runs. A boot begins with a new one: then everything is to be said.
 */
export class Reports {
  #told = new Map<string, { news: string; counters: string; at: number }>()
  /** When each run under way was told of. */
  #toldRuns = new Map<string, number>()

  /** Everything is to be said again. */
  forget(): void {
    this.#told.clear()
    this.#toldRuns.clear()
  }

  /**
   * The next things to say, at most 100 flows and 100 runs. `figures` are by flow id. What Node-RED does not carry at the
   * moment is starting.
   */
  next(state: State, figures: Record<string, Figures>, now: number, isCarrying: boolean): Report {
    const all = Object.entries(state.flows).map(([flow, kept]) => {
      const { wanted, startGeneration, cause } = kept
      const news = { flow, flowId: wanted.flowId, startGeneration, state: stateOf(kept, isCarrying), cause }
      return { news, counters: countersOf(figures[wanted.flowId]) }
    })
    const newFlows = all.filter(({ news, counters }) => this.#isNews(news, counters, now))
    const newRuns = Object.entries(state.runs).filter(([id, run]) => this.#isRunNews(id, run, now))
    const flowReports = firstReports(newFlows.map(({ news, counters }) => boundedFlowReport({ ...news, ...counters })))
    const runReports = firstReports(newRuns.map(([runId, run]) => runReport(runId, run)))
    const [flows, runs] = [newFlows.slice(0, flowReports.length), newRuns.slice(0, runReports.length)]
    const states = runs.map(([, run]) => run.state)
    return {
      flows: flowReports,
      runs: runReports,
      acknowledged: () => {
        for (const { news, counters } of flows)
          this.#told.set(news.flow, { news: JSON.stringify(news), counters: JSON.stringify(counters), at: now })
        for (const key of this.#told.keys()) if (!own(state.flows, key)) this.#told.delete(key)
        for (const [index, [id, run]] of runs.entries()) {
          if (run.state !== states[index]) continue
          run.isTold = true
          if (run.state === 'in-progress') this.#toldRuns.set(id, now)
          else this.#toldRuns.delete(id)
        }
      },
    }
  }

  /** Whether a check-in is worth while, counters apart. */
  hasNews(state: State, isCarrying: boolean): boolean {
    const { flows, runs } = this.next(state, {}, -Infinity, isCarrying)
    return flows.length > 0 || runs.length > 0
  }

  #isRunNews(id: string, { isTold, state }: KeptRun, now: number): boolean {
    if (!isTold || state === 'waiting') return state !== 'waiting'
    return state === 'in-progress' && now - (this.#toldRuns.get(id) ?? 0) >= runReportMilliseconds
  }

  #isNews(news: { flow: string }, counters: object, now: number): boolean {
    const told = this.#told.get(news.flow)
    if (told?.news !== JSON.stringify(news)) return true
    return now - told.at >= countersMilliseconds && told.counters !== JSON.stringify(counters)
  }
}

const stateOf = ({ state }: KeptFlow, isCarrying: boolean): HostedFlowReport['state'] =>
  state === 'running' && !isCarrying ? 'starting' : state

const runReport = (runId: string, { state, cause, steps }: KeptRun): HostedRunReport =>
  boundedRunReport({ runId, state: state === 'waiting' ? 'in-progress' : state, cause, steps })

function countersOf(figures: Figures | undefined): Pick<HostedFlowReport, 'currentTask' | 'lastError' | 'steps'> {
  if (!figures) return {}
  const { currentTask, lastError, steps } = figures
  return {
    currentTask: currentTask ?? undefined,
    lastError: lastError?.message,
    steps: Object.fromEntries(
      Object.entries(steps).map(([step, counts]) => [step, { in: counts.in, out: counts.out, errors: counts.errors }]),
    ),
  }
}
