import { commandFlows } from '#app/flows/command-flows.ts'
import { drainFlows } from '#app/flows/drain-flows.ts'
import { haltFlows } from '#app/flows/halt-flows.ts'
import { findCurrentTask } from '#app/flows/find-current-task.ts'
import { findFlow } from '#app/flows/find-flow.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import type { Commanded, CommandRule } from '#core/flows/command-rule.ts'
import * as t from '#runtime/declarations/schema.ts'
import { isHard, StopType } from '../bodies/command.ts'
import { family, refusal } from '../dialect.ts'
import { flowAbove } from '../ids.ts'
import { FlowId } from '../types.ts'
import { StatusView, statusView } from '../views/status.ts'
import { refusalText, type Command } from '../words.ts'

/** What each command does that is one move (docs/dialects/flow-manager.md 4); stops are use cases of their own. */
const rules: Readonly<Record<Exclude<Command, 'stop'>, CommandRule>> = {
  start: { move: 'start', from: ['draft', 'inactive', 'errored'], unchanged: ['active', 'starting'] },
  pause: { move: 'pause', unchanged: [] },
  resume: { move: 'resume', unchanged: ['active'] },
}

/** Commands flows: their handles are told what became of each. */
export async function command(
  use: {
    commandFlows: (handles: readonly string[], rule: CommandRule) => Promise<Commanded[]>
    drainFlows: (handles: readonly string[]) => Promise<Commanded[]>
    haltFlows: (handles: readonly string[]) => Promise<Commanded[]>
  },
  handles: readonly string[],
  name: Command,
  type: unknown,
): Promise<Commanded[]> {
  if (name !== 'stop') return use.commandFlows(handles, rules[name])
  return isHard(type) ? use.haltFlows(handles) : use.drainFlows(handles)
}

/** The family of commands on one flow; they answer how it is then. */
export const flowCommand = family({
  input: t.object({ flow_id: FlowId, type: StopType }),
  output: StatusView,
  fails: ['flow-not-found', 'command-refused'],
  uses: { commandFlows, drainFlows, findCurrentTask, findFlow, haltFlows },
  async run({ flow_id: id, type }, { use }, name: Command) {
    const address = flowAbove(id)
    const [commanded] = await command(use, [address.handle], name, type)
    if (!commanded || commanded.refused === 'not-found') throw flowNotFound(id)
    const { refused, status } = commanded
    if (status === undefined) throw refusal('command-refused', `Flow ${id} could not be commanded. Try again.`)
    if (refused) throw refusal('command-refused', refusalText(name, status, refused === 'on-demand'))
    const flow = await use.findFlow(address)
    return statusView(flow, await use.findCurrentTask(flow))
  },
})
