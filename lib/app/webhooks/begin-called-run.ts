import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { keepPayload } from '#app/runs/keep-payload.ts'
import { beginCalledRun as begin } from '#core/runs/begin-called-run.ts'
import { messagesToFirstSteps } from '#core/runs/first-messages.ts'
import { hashOfId, runBegunAs } from '#core/runs/run-alias.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** What a call asks to be run, under the id that it has for whoever called. */
export interface CalledRun {
  id: string
  externalId: string
  by: string
  payload: unknown
}

/**
 * Begins a run of a flow for a call, and gives its id: that of the former run where the same call has begun one before. Refused
 * as `beginRun` and `beginHostedRun`, and `version-conflict` when the flow or the call's id has changed meanwhile.
 */
export const beginCalledRun = useCase({
  effects: {
    reads: ['run-alias'],
    creates: ['run', 'message', 'run-alias', 'hosted-run'],
    updates: ['run-alias', 'tally'],
    checks: ['flow'],
    readsStandings: true,
  },
  uses: { keepPayload },
  async run(
    { actor, read, use, commit, standingsOf },
    { flow, definition }: { flow: Flow; definition: Definition },
    call: CalledRun,
  ) {
    const { id, externalId, by, payload } = call
    const alias = await read['run-alias'](hashOfId(externalId), flow.id)
    const former = runBegunAs(alias, actor.at)
    if (former) return former
    const first = messagesToFirstSteps(flow, definition, await use.keepPayload(id, payload))
    const trigger = { kind: 'webhook', at: actor.at, by } as const
    const run = { id, externalId, trigger, first }
    await commit(begin(flow, alias, run, await standingsOf(flow)).change, undefined)
    return id
  },
})
