import { useSyncExternalStore } from 'react'
import { Signal } from './signal.ts'

const hasEnded = new Signal(false)

/** Whether the session has ended while pages were open: they stay, and somebody signs in above them. */
export const sessionEnded = {
  tell: () => hasEnded.set(true),
  isOver: () => hasEnded.set(false),
}

export const useSessionEnded = (): boolean => useSyncExternalStore(hasEnded.subscribe, hasEnded.get)
