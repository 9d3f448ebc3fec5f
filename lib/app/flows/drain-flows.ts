import type { Commanded, CommandRule } from '#core/flows/command-rule.ts'
import type { Flow } from '#core/flows/flow.ts'
import { flowLifecycle, type FlowStatus } from '#core/flows/lifecycle.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { awaitStops } from './await-stops.ts'
import { atOnce, commandFlow } from './command-flows.ts'

const unchanged: readonly FlowStatus[] = ['draft', 'inactive', 'stopping']
const idle: CommandRule = { move: 'stop', unchanged }
const busy: CommandRule = { move: 'drain', unchanged }
const hosted: CommandRule = { move: 'beginStop', unchanged }

/**
 * Stops flows by their handles, each by itself: one with no run in progress at once, another when its runs have ended, which is
 * waited for a second. One on runtimes is stopping until these have stopped it. Two requests for each flow, one where it is on
 * runtimes, one more where its key is another; besides, a read for each hundred flows, and one for each hundred that are waited for.
 */
export const drainFlows = useCase({
  effects: { moves: ['flow'], readsMany: ['flow'], queriesRuns: true },
  uses: { awaitStops },
  async run({ move, runs, findFlows, at, use }, handles: readonly string[]): Promise<Commanded[]> {
    const found = await findFlows(handles)
    const stop = async (handle: string, flow: Flow): Promise<Commanded> => {
      const { id, madeBy, status, triggerKind, isHosted } = flow
      if (!flowLifecycle.moves.drain.from.includes(status)) return { handle, status }
      if (triggerKind === 'on-demand') return { handle, status, refused: 'on-demand' }
      // Its runtimes know what they have in hand.
      if (isHosted) return commandFlow(move.flow, handle, hosted)
      const open = await runs.newestOpen(id, oldestOpenRun(madeBy, at))
      return commandFlow(move.flow, handle, open ? busy : idle)
    }
    const commanded = await concurrently(atOnce, handles, async (handle): Promise<Commanded> => {
      const flow = found.get(handle)
      return flow ? stop(handle, flow) : { handle, refused: 'not-found' }
    })
    return use.awaitStops(commanded)
  },
})
