import { setTimeout as wait } from 'node:timers/promises'
import { DomainError } from '#core/errors.ts'
import { isSettled } from '#core/runs/message.ts'
import { settleMessage, type Settlement } from '#core/runs/settle-message.ts'
import { commit } from '#store/commit.ts'
import { existingMessages } from '#store/messages.ts'
import { readStep } from '#store/runs.ts'
import type { Services } from '../invocation/context.ts'
import type { StepTask } from './task.ts'

/** Workers of one run write to the same slices: one that is kept from writing tries for about ten seconds. */
const mostAttempts = 16
const longestPauseMs = 1000

export const isContention = (error: unknown): error is DomainError =>
  error instanceof DomainError && (error.code === 'version-conflict' || error.code === 'throttled')

/**
 * Settles a message however often others get in between, and leaves one alone that was settled meanwhile. The component is
 * not called again for it: only what is written is decided again.
 */
export async function settle({ table, now }: Services, task: StepTask, settlement: Settlement): Promise<void> {
  const { message, flow } = task
  const address = { ...message, flowKey: flow.key, messageId: message.id }
  let standing: Pick<StepTask, 'message' | 'run'> = task
  let existing: ReadonlySet<string> = new Set()
  for (let attempt = 1; ; attempt++) {
    try {
      const { change } = settleMessage({ ...standing, at: now().toISOString() }, settlement, existing)
      for (const part of change) await commit(table, part)
      return
    } catch (error) {
      if (!isContention(error) || attempt >= mostAttempts) throw error
      await wait(Math.random() * Math.min(longestPauseMs, 4 * 2 ** attempt))
      if (error.code !== 'version-conflict') continue
      const { message: present, run } = await readStep(table, address)
      if (!present || !run || isSettled(present)) return
      standing = { message: present, run }
      const ids = settlement.status === 'succeeded' ? settlement.next.map(({ id }) => id) : []
      existing = await existingMessages(table, message.tenant, message.runId, ids)
    }
  }
}
