import { DomainError } from '#core/errors.ts'
import type { FlowMove, FlowStatus } from '#core/flows/lifecycle.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family, refusal } from '../dialect.ts'
import { entryOf, idOf, saying } from '../refusals.ts'
import { Id, NoMeta, Refused } from '../types.ts'
import { Status } from '../views/flow.ts'
import { flowWords } from '#core/hub/flow-document.ts'

/** What a command does: the move, the states that the hub lets it leave, and the word it expects. */
interface Command {
  move: FlowMove
  from: readonly FlowStatus[]
  expects: 'inactive' | 'active'
}

export const start: Command = {
  move: 'beginStart',
  from: ['draft', 'inactive', 'paused', 'errored'],
  expects: 'inactive',
}
export const stop: Command = { move: 'beginStop', from: ['starting', 'active'], expects: 'active' }

const Commanded = t.object({ data: t.object({ id: t.string(), status: Status }), meta: NoMeta })

type Move = (
  flow: { id: string },
  move: FlowMove,
  answer: typeof answerOf,
  from: readonly FlowStatus[],
) => Promise<{
  status: FlowStatus
}>
const answerOf = (moved: { status: FlowStatus }) => moved

/** Moves one flow, and answers as the hub does. One request for a flow of the hub's. */
async function command(
  moveFlow: Move,
  given: unknown,
  { move, from, expects }: Command,
): Promise<t.Of<typeof Commanded>> {
  const id = idOf(given)
  try {
    const { status } = await saying('No flow with this ID found', () => moveFlow({ id }, move, answerOf, from))
    return { data: { id, status: flowWords[status] }, meta: {} }
  } catch (error) {
    if (!(error instanceof DomainError) || error.data.status === undefined) throw error
    const word = flowWords[error.data.status as FlowStatus]
    const isOnDemand = error.code === 'flow-on-demand' && expects === 'active'
    const reason = isOnDemand ? 'Flow runs on demand and can not be stopped.' : `Flow is not ${expects}.`
    throw new DomainError(error.code, `${reason} Current status: ${word}`)
  }
}

/** Starts or stops a flow. */
export const flowCommand = family({
  input: t.object({ id: Id }),
  output: Commanded,
  fails: ['flow-not-found', 'flow-on-demand'],
  effects: { moves: ['flow'], reads: ['flow'] },
  run: ({ id }, { move }, action: Command) => command(move.flow, id, action),
})

const atOnce = 8

/** Starts or stops several flows; one that is refused does not stop the others. */
export const flowsCommand = family({
  input: t.object({ ids: t.optional(t.unknown()) }),
  body: 'ids',
  output: t.array(t.union([Commanded, Refused])),
  fails: ['ids-missing'],
  effects: { moves: ['flow'], reads: ['flow'] },
  async run({ ids }, { move }, action: Command) {
    if (!Array.isArray(ids)) throw refusal('ids-missing', 'No flow ids given. Expecting an array of flow ids')
    const places = [...(ids as unknown[]).entries()]
    // An id that is there twice is taken twice, one time after the other.
    const groups = [...Map.groupBy(places, ([, id]) => (typeof id === 'string' ? id.toLowerCase() : id)).values()]
    const answers: t.Of<typeof Commanded | typeof Refused>[] = []
    await concurrently(atOnce, groups, async (group) => {
      for (const [place, id] of group)
        answers[place] = await retryOnConflict(() => command(move.flow, id, action)).catch((error: unknown) =>
          entryOf(error, { flowId: id }),
        )
    })
    return answers
  },
})
