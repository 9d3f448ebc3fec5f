import { findStartProblem } from '#app/components/find-start-problem.ts'
import { isPassing } from '#core/flows/settle-flow.ts'
import { effect } from '#runtime/declarations/relay.ts'
import { isRetryable } from '#runtime/invocation/outages.ts'
import { keepSchedule } from './_schedules/keep-schedule.ts'

/**
 * Moves on flows that only pass through a state: a starting one becomes active when its trigger is armed, or errored when it
 * cannot be armed or its strict tenant does not let it start, and a stopping one inactive when it is disarmed and, if it drains, no
 * run of it is in progress. Each move holds for the version that was looked at; a change made meanwhile is shown here as well.
 */
export default effect({
  name: 'SettleFlows',
  entities: ['flow'],
  effects: { reads: ['flow'], managesSchedules: true, settlesFlows: true, followsRuns: true },
  uses: { findStartProblem },
  async run(change, context) {
    // One on runtimes is settled by their reports.
    if (change.entity !== 'flow' || !change.after || !isPassing(change.after) || change.after.isHosted) return
    const { after } = change
    const flow = await context.read('flow', after.tenant, after.key)
    if (flow?.id !== after.id || !isPassing(flow)) return
    // Asked before it is active, so that nobody is told of a start that has failed.
    const problem = flow.status === 'starting' ? await context.use.findStartProblem(flow) : undefined
    if (problem !== undefined) return context.settleFlow(flow, problem)
    try {
      // An update may just have given it another trigger than the schedule that is armed.
      const isArmed = flow.triggerKind === 'schedule' || change.before?.triggerKind === 'schedule'
      if (isArmed) await keepSchedule(context, flow, flow)
      if (flow.drains && (await context.runs.awaitOpen(flow))) return
    } catch (error) {
      if (isRetryable(error) || flow.status !== 'starting') throw error
      await context.settleFlow(flow, `Its schedule could not be armed: ${(error as Error).message}`)
      return
    }
    await context.settleFlow(flow)
  },
})
