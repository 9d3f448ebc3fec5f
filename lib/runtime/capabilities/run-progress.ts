import type { Flow } from '#core/flows/flow.ts'
import { lastRunOf } from '#core/runs/last-run.ts'
import type { Message } from '#core/runs/message.ts'
import { isHalted, type Run } from '#core/runs/run.ts'
import { commit } from '#store/commit.ts'
import { noteLastRun } from '#store/runs.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import type { Capability, Services } from '../invocation/context.ts'
import { sendSteps } from './step-queues.ts'
import {
  awaitOpenRun,
  cancelRunsOf,
  deactivateAfter,
  entryOf,
  forgetSchedule,
  sum,
  wakeParked,
  wakeWorkers,
} from '../runs/follow-run.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Brings runs on: sums them, ends them, and does what follows from that. Of the relay; it sends to the queues too. */
    followsRuns?: true
  }
}

interface RunProgress {
  /** Brings a run's sums up to date, and ends it when they balance. */
  sum: (address: Pick<Message, 'tenant' | 'flowId' | 'runId'>) => Promise<void>
  /** Wakes workers for messages, each after so many seconds. */
  send: (messages: readonly { message: Message; delaySeconds: number }[]) => Promise<void>
  /** Wakes workers for what of a run waits, from there on. */
  wake: (run: Run, from: NonNullable<Run['waking']>) => Promise<void>
  /** Has workers woken for what waited for a flow to be resumed. */
  wakeParked: (flow: Flow) => Promise<void>
  /** Cancels what is in progress of a flow. */
  cancelAll: (flow: Flow, by: string) => Promise<void>
  /** Cancels what had begun of a flow when it was halted. */
  cancelHalted: (flow: Flow) => Promise<void>
  /** Whether a run of a flow is in progress; if so, its end is awaited (`awaitOpenRun`). */
  awaitOpen: (flow: Flow) => Promise<boolean>
  /** Removes what the runs of a flow that is gone have noted for each other. */
  forgetSchedule: (flow: Flow) => Promise<void>
  /** Keeps the newest run of a flow beside it. */
  noteLast: (run: Run) => Promise<void>
  /** Makes the runs of its tenant known to the sweep. */
  noteTenant: (tenant: string) => Promise<void>
  /** Suspends a flow of which too many runs in a row have failed. */
  deactivate: (run: Run) => Promise<void>
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** Only with `followsRuns`; sending needs `sendsSteps`. */
    runs: RunProgress
  }
}

/** Brings runs on, from what the table's stream tells. */
export default {
  name: 'run-progress',
  isFor: declares('followsRuns'),
  grants: ({ followsRuns }) =>
    followsRuns
      ? [
          { action: 'dynamodb:GetItem', entities: ['run', 'slice', 'flow-schedule', 'flow'] },
          { action: 'dynamodb:Query', entities: ['run', 'message'] },
          { action: 'dynamodb:Query', listed: ['run'] },
          { action: 'dynamodb:UpdateItem', entities: ['run', 'flow-schedule', 'flow', 'last-run', 'tally', 'usage'] },
          { action: 'dynamodb:PutItem', entities: ['run-tenant'] },
          { action: 'dynamodb:DeleteItem', entities: ['flow-schedule'] },
        ]
      : [],
  relay: (services: Services): { runs: RunProgress } => ({ runs: progressOf(services) }),
} satisfies Capability

function progressOf(services: Services): RunProgress {
  const { table, env } = services
  const known = new Set<string>()
  const sendAll = (entries: Parameters<RelayContext['sendSteps']>[0]) => sendSteps(env, entries)
  return {
    sum: (address) => sum(services, address),
    send: (messages) => sendAll(messages.map(({ message, delaySeconds }) => entryOf(message, delaySeconds))),
    wake: (run, from) => wakeWorkers(services, sendAll, run, from),
    wakeParked: (flow) => wakeParked(services, flow),
    cancelAll: (flow, by) => cancelRunsOf(services, flow, by),
    cancelHalted: (flow) => cancelRunsOf(services, flow, flow.updatedBy, (run) => isHalted(run, flow)),
    awaitOpen: (flow) => awaitOpenRun(services, flow),
    forgetSchedule: (flow) => forgetSchedule(services, flow),
    noteLast: (run) => noteLastRun(table, lastRunOf(run)),
    async noteTenant(tenant) {
      if (known.has(tenant)) return
      await commit(table, [{ kind: 'put', entity: 'run-tenant', item: { tenant } }])
      known.add(tenant)
    },
    deactivate: (run) => deactivateAfter(services, run),
  }
}
