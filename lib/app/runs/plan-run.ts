import type { Flow } from '#core/flows/flow.ts'
import { beginHostedRun } from '#core/runs/begin-hosted-run.ts'
import { beginRun, firstMessagesAhead, type FirstMessage } from '#core/runs/begin-run.ts'
import { beginScheduledRun } from '#core/runs/begin-scheduled-run.ts'
import type { Run, RunTrigger } from '#core/runs/run.ts'
import type { NextPayload } from '#core/runs/settle-message.ts'
import { starterOf } from '#core/usage/usage.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { firstMessages } from './first-messages.ts'

/** What asks for a run. */
export interface RunRequest {
  id: string
  trigger: RunTrigger
  /** Of a run that takes up the failed messages of another; else it begins with the first steps of the definition. */
  first?: readonly FirstMessage[]
  /** What each of the first steps is given. A transfer is given nothing. */
  payload?: NextPayload
  definitionVersion?: number
  /** Of a retry: what the retried run took. */
  window?: Run['window']
  windowSource?: string
}

/**
 * Decides that a run of a flow begins, on everything that it depends on. Of a scheduled flow of AppFlow one run is in progress
 * at a time. Refused: `flow-not-active`, `flow-without-first-step`, `run-in-progress`, `run-quota-exceeded`, and `run-too-large`
 * of one on runtimes. Costs a read for what AppFlow did not make, and one for a scheduled flow that it made; and a transaction for each 90 first messages that are beyond
 * the first 90, which are made here, before the change that begins the run.
 */
export const planRun = useCase({
  effects: { reads: ['flow-schedule'], makesMessagesAhead: true, readsStandings: true },
  uses: { firstMessages },
  async run({ caller, read, use, makeAhead, standingsOf }, flow: Flow, { payload, ...request }: RunRequest) {
    const version = request.definitionVersion ?? flow.startedVersion ?? flow.definitionVersion
    const first = request.first ?? (await use.firstMessages(flow, version, payload))
    const run = { ...request, asker: starterOf(caller), first, definitionVersion: version }
    if (flow.isHosted) return beginHostedRun(flow, await standingsOf(flow), run)
    const begun =
      flow.madeBy === 'appflow' && flow.triggerKind === 'schedule'
        ? beginScheduledRun(flow, await read['flow-schedule'](flow.id), run)
        : beginRun(flow, run)
    await makeAhead(firstMessagesAhead(begun.after, first).change)
    return begun
  },
})
