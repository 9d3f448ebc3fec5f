import { useSyncExternalStore } from 'react'
import { Signal } from './signal.ts'

const isReached = new Signal(true)

/** Whether the API answers at all, as whoever asks it notes. */
export const reachability = {
  isAway: () => isReached.set(false),
  isBack: () => isReached.set(true),
}

export const useReachability = (): boolean => useSyncExternalStore(isReached.subscribe, isReached.get)
