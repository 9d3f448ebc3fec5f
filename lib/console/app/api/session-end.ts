import { useSyncExternalStore } from 'react'
import { call } from './client.ts'
import { Refusal } from './refusal.ts'
import { Signal } from './signal.ts'

const hasEnded = new Signal(false)
let signIns = 0

/** Whether the session has ended while pages were open: they stay, and somebody signs in above them. */
export const sessionEnded = {
  tell: () => hasEnded.set(true),
  isOver: () => {
    signIns++
    hasEnded.set(false)
  },
}

export const useSessionEnded = (): boolean => useSyncExternalStore(hasEnded.subscribe, hasEnded.get)

/**
 * Whether a refusal means that the session has ended, which it then tells. It is asked for: the MMC dialect answers 401 also to who is
 * signed in and may not do something.
 */
export async function isEndOfSession(refusal: Refusal): Promise<boolean> {
  if (refusal.status !== 401) return false
  const former = signIns
  const isOver = await call('GET /v1/whoami', {}).then(
    () => false,
    (error: unknown) => error instanceof Refusal && error.status === 401,
  )
  // Somebody may have signed in while it was asked.
  if (isOver && former === signIns) sessionEnded.tell()
  return isOver
}
