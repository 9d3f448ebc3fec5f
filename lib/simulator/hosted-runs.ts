import { boundedRunReport, firstReports } from '#core/agents/bounded-reports.ts'
import { runReportMilliseconds, type HostedRunReport, type WantedRun } from '#core/agents/hosted-flows.ts'
import { own } from '#core/own.ts'
import type { FlowHosting } from './flow-hosting.ts'
import type { HostedFlow, HostedRunState } from './hosted-state.ts'

/** The runs of a simulated runtime: each takes so many seconds and does nothing. One that a restart cut off has failed. */
export class HostedRuns {
  #runs: Record<string, HostedRunState> = {}
  #acknowledged = new Map<string, { state: HostedRunReport['state']; at: number }>()
  #saying: HostedRunReport[] = []

  boot({ saved }: FlowHosting): void {
    this.#acknowledged.clear()
    this.#runs = { ...saved()?.runs }
    for (const run of Object.values(this.#runs))
      if (run.state === 'in-progress')
        Object.assign(run, { state: 'failed', cause: 'The runtime went down meanwhile.' })
  }

  /** Begins what it is told of and has not begun: on disk before it is. */
  async bring(host: FlowHosting, flows: Record<string, HostedFlow>): Promise<void> {
    const wanted = (host.saved()?.desired?.runs ?? []).filter(({ runId }) => !this.#runs[runId])
    if (wanted.length === 0) return
    for (const one of wanted) this.#runs[one.runId] = begun(one, own(flows, one.flow))
    await host.keepRuns(this.#runs)
    for (const { runId } of wanted) {
      host.after(host.faults.runSeconds, () => {
        const run = this.#runs[runId]
        if (run?.state !== 'in-progress') return
        const fails = host.faults.failFlows.includes(run.flow)
        Object.assign(run, fails ? { state: 'failed', cause: 'It was told to fail.' } : { state: 'succeeded' })
        void host.keepRuns(this.#runs).then(host.tell)
      })
    }
  }

  /** What is news, or is to be said again by `now`, in milliseconds. */
  reports(now: number): HostedRunReport[] {
    this.#saying = firstReports(this.#news(now))
    return this.#saying
  }

  /** What has ended and was answered is forgotten. */
  async answered({ keepRuns, now }: FlowHosting): Promise<void> {
    for (const { runId, state } of this.#saying) {
      this.#acknowledged.set(runId, { state, at: now() })
      if (state !== 'in-progress') delete this.#runs[runId]
    }
    const isKept = this.#saying.length > 0
    this.#saying = []
    if (isKept) await keepRuns(this.#runs)
  }

  get hasNews(): boolean {
    return this.#news(-Infinity).length > 0
  }

  #news(now: number): HostedRunReport[] {
    return Object.entries(this.#runs)
      .filter(([runId, { state }]) => {
        const told = this.#acknowledged.get(runId)
        return told?.state !== state || (state === 'in-progress' && now - told.at >= runReportMilliseconds)
      })
      .map(([runId, { state, cause, stepIds }]) => {
        const out = state === 'succeeded' ? 1 : 0
        const errors = state === 'failed' ? 1 : 0
        const steps = Object.fromEntries(stepIds.map((id) => [id, { in: 1, out, errors }]))
        return boundedRunReport({ runId, state, cause, steps })
      })
  }
}

const begun = ({ flow, flowId }: WantedRun, hosted: HostedFlow | undefined): HostedRunState => {
  const runs = hosted?.flowId === flowId && hosted.state === 'running'
  return runs
    ? { flow, state: 'in-progress', stepIds: hosted.stepIds }
    : { flow, state: 'failed', cause: 'The flow does not run here.', stepIds: [] }
}
