import { setTimeout as wait } from 'node:timers/promises'
import type { Commanded, CommandRule } from '#core/flows/command-rule.ts'
import type { Flow } from '#core/flows/flow.ts'
import { flowLifecycle, type FlowStatus } from '#core/flows/lifecycle.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { atOnce, commandFlow } from './command-flows.ts'

/** So long a stop waits for what is in hand, once for all flows. */
const patienceMs = 1000

const unchanged: readonly FlowStatus[] = ['draft', 'inactive', 'stopping']
const idle: CommandRule = { move: 'stop', unchanged }
const busy: CommandRule = { move: 'drain', unchanged }

/**
 * Stops flows by their handles, each by itself: one with no run in progress at once, another when its runs have ended, which is
 * waited for a second. Two requests for each flow, one more where its key is another; besides, a read for each hundred flows, and
 * one for each hundred that are waited for.
 */
export const drainFlows = useCase({
  effects: { moves: ['flow'], readsMany: ['flow'], queriesRuns: true },
  async run({ move, runs, findFlows, at }, handles: readonly string[]): Promise<Commanded[]> {
    const found = await findFlows(handles)
    const stop = async (handle: string, flow: Flow): Promise<Commanded> => {
      const { id, madeBy, status, triggerKind } = flow
      if (!flowLifecycle.moves.drain.from.includes(status)) return { handle, status }
      if (triggerKind === 'on-demand') return { handle, status, refused: 'on-demand' }
      const open = await runs.newestOpen(id, oldestOpenRun(madeBy, at))
      return commandFlow(move.flow, handle, open ? busy : idle)
    }
    const commanded = await concurrently(atOnce, handles, async (handle): Promise<Commanded> => {
      const flow = found.get(handle)
      return flow ? stop(handle, flow) : { handle, refused: 'not-found' }
    })
    const draining = commanded.filter(({ status }) => status === 'stopping').map(({ handle }) => handle)
    if (draining.length === 0) return commanded
    await wait(patienceMs)
    const later = await findFlows(draining)
    return commanded.map((one) => ({ ...one, status: later.get(one.handle)?.status ?? one.status }))
  },
})
