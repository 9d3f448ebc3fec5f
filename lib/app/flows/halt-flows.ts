import type { Commanded, CommandRule } from '#core/flows/command-rule.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { awaitStops } from './await-stops.ts'
import { commandFlows } from './command-flows.ts'

const rule: CommandRule = { move: 'halt', unchanged: ['draft'] }

/**
 * Stops flows by their handles, each by itself, with all they have in hand. Those on runtimes are stopping until these have stopped
 * them, which is waited for a second. Costs as `commandFlows`, and a read for each hundred that are waited for.
 */
export const haltFlows = useCase({
  uses: { awaitStops, commandFlows },
  run: async ({ use }, handles: readonly string[]): Promise<Commanded[]> =>
    use.awaitStops(await use.commandFlows(handles, rule)),
})
