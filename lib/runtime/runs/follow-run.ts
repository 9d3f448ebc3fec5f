import { awaitRun } from '#core/runs/await-run.ts'
import { oldestOpenRun } from '#core/runs/run-limits.ts'
import { cancelRun } from '#core/runs/cancel-run.ts'
import { deactivateFlow } from '#core/runs/deactivate-flow.ts'
import { DomainError } from '#core/errors.ts'
import type { Message } from '#core/runs/message.ts'
import { isEnding, isOver, type Run } from '#core/runs/run.ts'
import { delayOf } from '#core/runs/send-message.ts'
import { wakeRun } from '#core/runs/wake-run.ts'
import { sumRun } from '#core/runs/sum-run.ts'
import type { Flow } from '#core/flows/flow.ts'
import { isCounted } from '#core/usage/count-attempts.ts'
import { usageShards } from '#core/usage/usage.ts'
import { signed } from '#store/author.ts'
import { commit } from '#store/commit.ts'
import { read } from '#store/read.ts'
import { pageOfMessages, type MessagePlace } from '#store/messages.ts'
import { listedRuns } from '#store/run-lists.ts'
import { newestOpenRun, readWholeRun } from '#store/runs.ts'
import type { StepEntry } from '../capabilities/step-queues.ts'
import { ownAuthor, type Services } from '../invocation/context.ts'
import { retryOnConflict } from '../invocation/invoke-operation.ts'

/** What follows from a run's progress, for those that see to it: the relay and the sweep. Each may be done again. */

type RunAddress = Pick<Message, 'tenant' | 'flowId' | 'runId'>

/**
 * Brings a run's sums up to date, counts what it attempted, and ends it when they balance. One read and one transaction, or so
 * for each 90 components that it has attempted since.
 */
export async function sum({ table, now }: Services, address: RunAddress): Promise<void> {
  let shard = 0
  const sumPart = async () => {
    const { run, slices, schedule } = await readWholeRun(table, address)
    if (!run) return false
    const { after, change } = sumRun(run, slices, schedule, now().toISOString(), shard)
    try {
      await commit(table, change)
    } catch (error) {
      // Other runs of the tenant are counted at this moment: what meets them in an item goes on in another one.
      if (error instanceof DomainError && error.code === 'throttled') shard = Math.floor(Math.random() * usageShards)
      throw error
    }
    return change.length > 0 && !isCounted(after, slices)
  }
  while (await retryOnConflict(sumPart));
}

/** What wakes a worker for a message. */
export const entryOf = (
  { tenant, flowKey, flowId, runId, id: messageId, version, queue, sizeBytes }: Message,
  delaySeconds: number,
): StepEntry => ({
  queue,
  body: JSON.stringify({ tenant, flowKey, flowId, runId, messageId, version, sizeBytes }),
  groupId: tenant,
  delaySeconds,
})

/** A part of waking workers: so many messages or pages at most, as a batch of the stream has its time. */
const part = { messages: 2000, pages: 20 }

const wanted = { unsettled: ['waiting', 'parked'], parked: ['parked'] } as const

/**
 * Wakes workers for what of a run waits, when it is due; where the run is to end at once, for what nothing else would wake them
 * for by then. What is more than a part follows from the run's next change, which says where to go on.
 */
export async function wakeWorkers(
  services: Services,
  send: (entries: StepEntry[]) => Promise<void>,
  run: Run,
  from: NonNullable<Run['waking']>,
): Promise<void> {
  const { table, now } = services
  const isToEnd = isEnding(run)
  let place: MessagePlace | undefined = from
  for (let pages = 0, count = 0; place !== undefined && pages < part.pages && count < part.messages; pages++) {
    const page: Awaited<ReturnType<typeof pageOfMessages>> = await pageOfMessages(table, run, wanted[from.what], place)
    const at = now().toISOString()
    const woken = isToEnd ? page.messages.filter((message) => isKeptWaiting(message, at)) : page.messages
    await send(woken.map((message) => entryOf(message, isToEnd ? 0 : delayOf(message, at))))
    count += page.messages.length
    place = page.next
  }
  await noteWaking(services, run, place && { what: from.what, ...place })
}

/** Whether nothing wakes a worker for it now. Others are in a queue, or under way, and would be cancelled while they work. */
const isKeptWaiting = (message: Message, at: string): boolean => message.status === 'parked' || delayOf(message, at) > 0

const noteWaking = (
  { table }: Services,
  { tenant, flowId, id }: Pick<Run, 'tenant' | 'flowId' | 'id'>,
  waking: Run['waking'],
): Promise<void> =>
  retryOnConflict(async () => {
    const run = await read(table, 'run', tenant, flowId, id)
    if (run) await commit(table, wakeRun(run, waking).change)
  })

/** Has workers woken for what waited, of each run of a flow, for the flow to be resumed. */
export async function wakeParked(services: Services, flow: Flow): Promise<void> {
  const { tenant, id: flowId } = flow
  for (const id of await openRunIds(services, flow))
    await noteWaking(services, { tenant, flowId, id }, { what: 'parked', slice: 0 })
}

/**
 * The ids of a flow's runs that have not ended, from the tenant's list of those: what it costs follows from what is in progress,
 * not from what the flow has run. One that began a moment ago may be missing: a worker sees itself what became of its flow.
 */
async function openRunIds({ table }: Services, { tenant, id: flowId }: Pick<Flow, 'tenant' | 'id'>): Promise<string[]> {
  const ids: string[] = []
  for await (const page of listedRuns(table, tenant, ['in-progress', 'cancelling']))
    ids.push(...page.filter((one) => one.flowId === flowId).map(({ id }) => id))
  return ids
}

/** Cancels the runs of a flow that have not ended; of one that was halted, those that had begun by then. */
export async function cancelRunsOf(
  services: Services,
  flow: Flow,
  by: string,
  isMeant: (run: Run) => boolean = () => true,
): Promise<void> {
  const { table, now } = services
  for (const id of await openRunIds(services, flow)) {
    await retryOnConflict(async () => {
      const run = await read(table, 'run', flow.tenant, flow.id, id)
      if (run && !isOver(run) && isMeant(run))
        await commit(table, cancelRun(run, { at: now().toISOString(), name: by }).change)
    })
  }
}

/**
 * Whether a run of a flow has not ended. It is noted on the newest such, so that its end is followed by another look: one run at a
 * time is waited for, however many there are.
 */
export const awaitOpenRun = ({ table }: Services, { tenant, id, madeBy, since }: Flow): Promise<boolean> =>
  retryOnConflict(async () => {
    const run = await newestOpenRun(table, tenant, id, oldestOpenRun(madeBy, since))
    const change = run && awaitRun(run)?.change
    if (change) await commit(table, change)
    return change !== undefined
  })

/** Removes what the runs of a flow that is gone have noted for each other. */
export const forgetSchedule = ({ table }: Services, { tenant, id }: Pick<Flow, 'tenant' | 'id'>): Promise<void> =>
  retryOnConflict(async () => {
    const before = await read(table, 'flow-schedule', tenant, id)
    if (before) await commit(table, [{ kind: 'delete', entity: 'flow-schedule', before }])
  })

/** Suspends the flow of a failed run when too many in a row have failed. */
export const deactivateAfter = ({ table, now }: Services, run: Run): Promise<void> =>
  retryOnConflict(async () => {
    const schedule = await read(table, 'flow-schedule', run.tenant, run.flowId)
    const flow = schedule && (await read(table, 'flow', run.tenant, run.flowKey))
    if (!schedule || flow?.id !== run.flowId) return
    const at = now().toISOString()
    await commit(signed(table, ownAuthor('FollowRuns', at)), deactivateFlow(flow, schedule, at).change)
  })
