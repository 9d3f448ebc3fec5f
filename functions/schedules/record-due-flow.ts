import { beginRun } from '#app/runs/begin-run.ts'
import { dueTimes } from '#core/flows/arm-schedule.ts'
import { DomainError } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import { nextDue } from '#core/flows/next-due.ts'
import { schedulerMessage } from '#core/hub/run-messages.ts'
import { dueRunId } from '#core/runs/run-id.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/** Why a due time passes without a run: it is skipped, and what it would have taken is left to the next one. */
const skips: readonly string[] = ['flow-not-active', 'flow-without-first-step', 'run-in-progress', 'run-quota-exceeded']

/**
 * What a flow's schedule invokes: begins a run, once for each due time. The schedule may call twice, late, or after the flow
 * was stopped or deleted and made again; only a due time of the incarnation it was armed for, still active, begins one. The clock
 * goes by the minute: due times within it begin their runs at once, and the first messages of those wait for them.
 */
export default task({
  name: 'RecordDueFlow',
  input: t.object({
    tenant: t.string(),
    flowKey: t.optional(t.string()),
    /** What schedules that were armed before docs/decisions/0042 say for the key. */
    flowName: t.optional(t.string()),
    flowId: t.string(),
    dueAt: t.iso.datetime(),
  }),
  effects: { reads: ['flow', 'run'] },
  uses: { beginRun },
  async run({ flowName = '', flowKey = flowName, flowId, ...input }, context) {
    const flow = await context.read.flow(flowKey)
    const calledAt = new Date(input.dueAt).toISOString()
    let last: { runId: string | null } = { runId: null }
    // One after the other: transactions that check one flow refuse each other.
    if (flow?.id === flowId && flow.status === 'active')
      for (const dueAt of dueTimes(flow, calledAt)) last = await begin(flow, dueAt)
    return last

    async function begin(due: Flow, dueAt: string) {
      const { read, use, at, actor } = context
      const id = dueRunId(flowId, dueAt)
      if (await read.run(flowId, id)) return { runId: id }
      try {
        const trigger = { kind: 'schedule', at, by: actor.name, dueAt } as const
        const payload = messageOf(due, id, dueAt)
        return (await use.beginRun(due, { id, trigger, payload }, ({ id: runId }) => ({ runId }))) as { runId: string }
      } catch (error) {
        if (error instanceof DomainError && skips.includes(error.code)) return { runId: null }
        throw error
      }
    }
  },
})

/** What the first step is given: the message of the hub's scheduler, of a flow that its cron begins. */
function messageOf({ madeBy, trigger }: Flow, runId: string, dueAt: string) {
  if (madeBy !== 'oih' || trigger.kind !== 'schedule' || trigger.secondsCron === undefined) return undefined
  const payload = schedulerMessage(runId, dueAt, nextDue(trigger.secondsCron, dueAt))
  return { payload, sizeBytes: Buffer.byteLength(JSON.stringify(payload)) }
}
