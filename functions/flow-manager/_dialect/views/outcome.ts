import type { Commanded } from '#core/flows/command-rule.ts'
import * as t from '#runtime/declarations/schema.ts'
import { refusal } from '../dialect.ts'
import { Id, Status } from '../types.ts'
import { participles, refusalText, statusWords, type Command } from '../words.ts'

const Outcome = t.object({
  flow_id: Id,
  status: t.union([Status, t.oneOf(['not_found', 'unknown'])]),
  error: t.optional(t.string()),
})

export const OutcomesView = t.object({ status: t.string(), details: t.array(Outcome) })

/** What became of a flow that was commanded. */
function outcome(command: Command, { handle, status, refused }: Commanded): t.Of<typeof Outcome> {
  if (refused === 'not-found') return { flow_id: handle, status: 'not_found', error: 'no such flow' }
  if (status === undefined)
    return { flow_id: handle, status: 'unknown', error: 'the service could not answer, try again' }
  const shown = { flow_id: handle, status: statusWords[status] }
  return refused ? { ...shown, error: refusalText(command, status, refused === 'on-demand') } : shown
}

/** The answer to a command. Refused with `command-refused` when it was done to none of the flows, and there are some. */
export function outcomesView(command: Command, commanded: readonly Commanded[]): t.Of<typeof OutcomesView> {
  const details = commanded.map((one) => outcome(command, one))
  const failed = details.filter(({ error }) => error !== undefined).length
  const done = participles[command]
  if (failed > 0 && failed === details.length) throw refusal('command-refused', `No flow was ${done}`, { details })
  return { status: failed > 0 ? `Flows partially ${done}` : `Flows ${done}`, details }
}
