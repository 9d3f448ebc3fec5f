import { ownersSeen } from '#core/users/visibility.ts'
import type { Message } from '#core/runs/message.ts'
import type { Run, RunStatus } from '#core/runs/run.ts'
import { seenRunPage, seenRuns } from '#store/seen-flows.ts'
import { messagesOf, sampleMessages } from '#store/messages.ts'
import {
  findRun,
  listRunsOfFlow,
  newestOpenRun,
  readRunsOfFlow,
  runsCalled,
  runsInProgress,
  type RunPage,
  type RunRange,
} from '#store/runs.ts'
import { listRuns } from '#store/run-lists.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import type { Capability, Context, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Finds and lists runs, and the messages of one. */
    queriesRuns?: true
  }
}

/** The runs of the caller's tenant, newest first. */
interface Runs {
  /** By its id alone. Two requests. */
  find: (id: string) => Promise<Run | undefined>
  /** The newest that a caller of a webhook gave this id. Two requests. */
  called: (externalId: string) => Promise<Run | undefined>
  /** A page of all that have one of these statuses. */
  list: (statuses: readonly RunStatus[], range: RunRange) => Promise<RunPage>
  /** A page of a flow's, as they are now. One request. */
  ofFlow: (flowId: string, range: RunRange) => Promise<RunPage>
  /** Those of a flow with these ids, as they are now; absent ones are left out. */
  byIds: (flowId: string, ids: readonly string[]) => Promise<Run[]>
  /** Those of a flow that have not ended, of those that began with ids not below `from`. */
  inProgress: (flowId: string, from: string) => Promise<Run[]>
  /** The newest of a flow that has not ended, of those that began with ids not below `from`. One request as a rule. */
  newestOpen: (flowId: string, from: string) => Promise<Run | undefined>
  /** The messages of a run that have one of these statuses. */
  messages: (run: Run, statuses: readonly Message['status'][]) => AsyncGenerator<Message[]>
  /** Some of a run's messages, all of them where they are few, and whether there are more. Eight requests. */
  sample: (run: Run) => Promise<{ messages: Message[]; isSample: boolean }>
}

/** Of each slice of a run; a run of a thousand messages is seen whole. */
const sampledPerSlice = 200

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    runs: E['queriesRuns'] extends true ? Runs : never
  }
}

/** Finds and lists runs. */
export default {
  name: 'runs',
  isFor: declares('queriesRuns'),
  grants: ({ queriesRuns }) =>
    queriesRuns
      ? [
          { action: 'dynamodb:GetItem', entities: ['run', 'message'] },
          // Flows are read for callers who see own flows only.
          { action: 'dynamodb:BatchGetItem', entities: ['run', 'flow'] },
          { action: 'dynamodb:Query', entities: ['run', 'message', 'run-alias'] },
          { action: 'dynamodb:Query', listed: ['run'] },
        ]
      : [],
  context: ({ call, services: { table } }: Scope): Pick<Context<{ queriesRuns: true }>, 'runs'> => {
    const { tenant } = call.caller
    const seen = ownersSeen(call.caller)
    const ofSeen = async (page: Promise<RunPage>) => seenRunPage(table, tenant, seen, await page)
    return {
      runs: {
        find: async (id) => {
          const run = await findRun(table, tenant, id)
          return run && (await seenRuns(table, tenant, seen, [run]))[0]
        },
        called: async (externalId) =>
          (await seenRuns(table, tenant, seen, await runsCalled(table, tenant, externalId)))[0],
        list: (statuses, range) => ofSeen(listRuns(table, tenant, statuses, range)),
        ofFlow: (flowId, range) => ofSeen(listRunsOfFlow(table, tenant, flowId, range)),
        byIds: (flowId, ids) => readRunsOfFlow(table, tenant, flowId, ids),
        inProgress: (flowId, from) => runsInProgress(table, tenant, flowId, from),
        newestOpen: (flowId, from) => newestOpenRun(table, tenant, flowId, from),
        messages: (run, statuses) => messagesOf(table, run, statuses),
        sample: (run) => sampleMessages(table, run, sampledPerSlice),
      },
    }
  },
} satisfies Capability
