import { setTimeout as wait } from 'node:timers/promises'
import { DomainError } from '#core/errors.ts'
import { isSettled, type NewMessage } from '#core/runs/message.ts'
import { makeMessages, partsOf, settleMessage, type Settlement } from '#core/runs/settle-message.ts'
import { commit } from '#store/commit.ts'
import { existingMessages } from '#store/messages.ts'
import { readStep } from '#store/runs.ts'
import type { Services } from '../invocation/context.ts'
import type { StepTask } from './task.ts'

/** Workers of one run write to the same slices: one that is kept from writing a part tries for about ten seconds. */
const mostAttempts = 16
const longestPauseMs = 1000

/**
 * Settles a message however often others get in between, and leaves one alone that was settled meanwhile. The component is
 * not called again for it: only what is written is decided again, part by part.
 */
export async function settle(services: Services, task: StepTask, settlement: Settlement): Promise<void> {
  const { table, now } = services
  const { message, flow, component } = task
  const next = settlement.status === 'succeeded' ? settlement.next : []
  const parts = partsOf(next)
  // Where one part was made by an earlier attempt, so are others: they are asked after before they are written.
  let isRepeated = false
  for (const part of parts.slice(0, -1)) {
    let missing = isRepeated ? await missingOf(services, task, part) : part
    await patiently(
      () => commit(table, makeMessages(task.run, message, missing).change),
      async () => {
        isRepeated = true
        missing = await missingOf(services, task, part)
      },
    )
  }
  const last = parts.at(-1) ?? []
  let missing = last
  let standing: Pick<StepTask, 'message' | 'run'> | undefined = task
  const address = { ...message, flowKey: flow.key, messageId: message.id }
  await patiently(
    async () => {
      if (!standing) return
      const { change } = settleMessage(
        { ...standing, component, at: now().toISOString() },
        settlement,
        missing,
        next.length,
      )
      await commit(table, change)
    },
    async () => {
      const { message: present, run } = await readStep(table, address)
      standing = present && run && !isSettled(present) ? { message: present, run } : undefined
      if (standing) missing = await missingOf(services, task, last)
    },
  )
}

/** What of a part no earlier attempt has made. */
async function missingOf({ table }: Services, { message }: StepTask, part: NewMessage[]): Promise<NewMessage[]> {
  const ids = part.map(({ id }) => id)
  const existing = await existingMessages(table, message.tenant, message.runId, ids)
  return part.filter(({ id }) => !existing.has(id))
}

/** Writes, again after a pause while others write the same, and after `decideAgain` where what was read has changed. */
async function patiently(write: () => Promise<void>, decideAgain: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write()
      return
    } catch (error) {
      const isContention =
        error instanceof DomainError && (error.code === 'version-conflict' || error.code === 'throttled')
      if (!isContention || attempt >= mostAttempts) throw error
      await wait(Math.random() * Math.min(longestPauseMs, 4 * 2 ** attempt))
      if (error.code === 'version-conflict') await decideAgain()
    }
  }
}
