import { delayOf } from '#core/runs/send-message.ts'
import { DomainError } from '#core/errors.ts'
import type { Message } from '#core/runs/message.ts'
import { isEnding, type Run } from '#core/runs/run.ts'
import type { RunSweep } from '#core/runs/run-sweep.ts'
import {
  failOverdue,
  hungCause,
  isHung,
  judgeRun,
  lostCause,
  noteSweep,
  overdueCause,
  undeliveredCause,
  type SweepVerdict,
} from '#core/runs/sweep-run.ts'
import { abandonRun, sumRun } from '#core/runs/sum-run.ts'
import { defaultTenant } from '#core/tenants.ts'
import { commit } from '#store/commit.ts'
import { messagesOf } from '#store/messages.ts'
import { read } from '#store/read.ts'
import { listRuns } from '#store/run-lists.ts'
import { readWholeRun, tenantsWithRuns } from '#store/runs.ts'
import type { StepEntry } from '../capabilities/step-queues.ts'
import type { Services } from '../invocation/context.ts'
import { entryOf } from './follow-run.ts'

/** What one sweep may do; it leaves the rest to the next one. */
export interface SweepBudget {
  /** Runs in progress that are read. */
  runs: number
  /** Of those, the ones that something is done about. */
  acts: number
  /** Messages that are sent again. */
  messages: number
}

const usualBudget: SweepBudget = { runs: 10_000, acts: 500, messages: 20_000 }
const pageSize = 100

const causes = { look: hungCause, undelivered: undeliveredCause, lost: lostCause, end: overdueCause }

/** What was done, by how many runs it was done to, and whether the next sweep is to go on from where this one ended. */
export interface SweepOutcome extends Record<SweepAction, number> {
  messages: number
  isWhole: boolean
}
type SweepAction = 'failed' | 'ended' | 'sent' | 'summed' | 'waiting'

type Send = (entries: StepEntry[]) => Promise<void>

/**
 * Goes over the runs in progress of all tenants, within its budget, from where the sweep before left off. Throws at its end
 * when some of them could not be seen to.
 */
export async function sweepRuns(services: Services, send: Send, budget = usualBudget): Promise<SweepOutcome> {
  const sweep = new Sweep(services, send, { ...budget })
  const { table } = services
  const from = (await read(table, 'run-sweep', defaultTenant))?.place
  const tenants = (await tenantsWithRuns(table)).sort().filter((tenant) => tenant >= (from?.tenant ?? ''))
  let place: RunSweep['place']
  for (const tenant of tenants) {
    place = await sweep.tenant(tenant, tenant === from?.tenant ? from.before : undefined)
    if (place) break
  }
  if (place ?? from) await commit(table, [{ kind: 'put', entity: 'run-sweep', item: { tenant: defaultTenant, place } }])
  if (sweep.faults.length > 0) throw new AggregateError(sweep.faults, 'Some runs could not be swept.')
  return { ...sweep.outcome, isWhole: place === undefined }
}

class Sweep {
  readonly outcome = { failed: 0, ended: 0, sent: 0, summed: 0, waiting: 0, messages: 0 }
  readonly faults: unknown[] = []
  readonly #services: Services
  readonly #send: Send
  readonly #left: SweepBudget

  constructor(services: Services, send: Send, left: SweepBudget) {
    this.#services = services
    this.#send = send
    this.#left = left
  }

  /** The runs of a tenant; where to go on when there is no more to be done in this sweep. */
  async tenant(tenant: string, from?: string): Promise<RunSweep['place']> {
    let before = from
    do {
      if (this.#isSpent) return { tenant, before }
      const page = await listRuns(this.#services.table, tenant, ['in-progress', 'cancelling'], {
        limit: pageSize,
        before,
      })
      for (const run of page.runs) {
        await this.#see(run)
        before = run.id
        if (this.#isSpent) return { tenant, before }
      }
      before = page.next
    } while (before !== undefined)
    return undefined
  }

  get #isSpent(): boolean {
    return Object.values(this.#left).some((left) => left <= 0)
  }

  async #see(run: Run): Promise<void> {
    this.#left.runs--
    const verdict = judgeRun(run, this.#now)
    if (verdict === 'leave') return
    this.#left.acts--
    try {
      const action = await this.#act(run, verdict)
      if (action) this.outcome[action]++
    } catch (error) {
      // Something of it has just changed: it does not hang.
      if (!(error instanceof DomainError && error.code === 'version-conflict')) this.faults.push(error)
    }
  }

  async #act(
    { tenant, flowId, id: runId }: Run,
    verdict: Exclude<SweepVerdict, 'leave'>,
  ): Promise<SweepAction | undefined> {
    const { table } = this.#services
    const at = this.#now
    const { run, slices, schedule } = await readWholeRun(table, { tenant, flowId, runId })
    // The list may be a moment behind.
    if (!run || judgeRun(run, at) !== verdict) return undefined
    // A record of the stream may have been put aside.
    const summed = sumRun(run, slices, schedule, at)
    if (summed.change.length > 0) {
      await commit(table, summed.change)
      return 'summed'
    }
    if (verdict === 'fail') {
      await commit(table, failOverdue(run, at).change)
      return 'failed'
    }
    const unsettled = verdict === 'look' ? await this.#unsettled(run) : undefined
    if (!unsettled || isHung(run, unsettled)) {
      const message = causes[verdict]
      await commit(table, abandonRun(run, slices, schedule, { message, at }).change)
      return 'ended'
    }
    await commit(table, noteSweep(run, unsettled, at).change)
    await this.#send(unsettled.due)
    this.#left.messages -= unsettled.due.length
    this.outcome.messages += unsettled.due.length
    return unsettled.isDue || !unsettled.isToWait ? 'sent' : 'waiting'
  }

  /** What of a run waits: the messages that workers could settle now, as many as are left to be sent, and whether others are. */
  async #unsettled(run: Run): Promise<{ due: StepEntry[]; isDue: boolean; isToWait: boolean }> {
    const flow = await read(this.#services.table, 'flow', run.tenant, run.flowKey)
    const isPaused = flow?.id === run.flowId && flow.status === 'paused'
    const isDue = (message: Message) =>
      isEnding(run) || ((message.status === 'waiting' || !isPaused) && delayOf(message, this.#now) === 0)
    const due: StepEntry[] = []
    let isToWait = false
    for await (const messages of messagesOf(this.#services.table, run, ['waiting', 'parked'])) {
      const own = messages.filter(isDue)
      due.push(...own.map((message) => entryOf(message, 0)))
      isToWait ||= own.length < messages.length
      if (due.length >= this.#left.messages) break
    }
    return { due: due.slice(0, this.#left.messages), isDue: due.length > 0, isToWait }
  }

  get #now(): string {
    return this.#services.now().toISOString()
  }
}
