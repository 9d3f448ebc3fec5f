import type { Commanded, CommandRule } from '#core/flows/command-rule.ts'
import { DomainError } from '#core/errors.ts'
import type { FlowMove, FlowStatus } from '#core/flows/lifecycle.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { isOutage, toRefusal } from '#runtime/invocation/outages.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

export const atOnce = 50

/** Commands flows by their handles, each by itself, fifty at a time. One request for each; one more where its key is another. */
export const commandFlows = useCase({
  effects: { moves: ['flow'] },
  run: ({ move }, handles: readonly string[], rule: CommandRule) =>
    concurrently(atOnce, handles, (handle) => commandFlow(move.flow, handle, rule)),
})

type MoveFlow = (
  flow: { handle: string },
  move: FlowMove,
  answer: (moved: { status: FlowStatus }) => FlowStatus,
  from?: readonly FlowStatus[],
) => Promise<FlowStatus>

/** Commands one flow. What is refused, and an outage that lasts, is part of the answer. */
export async function commandFlow(
  move: MoveFlow,
  handle: string,
  { move: name, from, unchanged }: CommandRule,
): Promise<Commanded> {
  try {
    return { handle, status: await retryOnConflict(() => move({ handle }, name, (moved) => moved.status, from)) }
  } catch (error) {
    const refusal = isOutage(error) ? toRefusal(error) : error
    if (!(refusal instanceof DomainError)) throw error
    const status = refusal.data.status as FlowStatus | undefined
    if (refusal.code === 'flow-not-found') return { handle, refused: 'not-found' }
    if (status !== undefined && unchanged.includes(status)) return { handle, status }
    if (refusal.code === 'flow-on-demand') return { handle, status, refused: 'on-demand' }
    if (status !== undefined) return { handle, status, refused: 'state' }
    if (refusal.code === 'throttled' || refusal.code === 'unavailable') return { handle, refused: 'unavailable' }
    throw error
  }
}
