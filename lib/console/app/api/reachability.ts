import { useSyncExternalStore } from 'react'
import { Signal } from './signal.ts'

/** Since when the API has not answered, in epoch milliseconds; undefined while it does. */
const awaySince = new Signal<number | undefined>(undefined)
const listeners = new Set<() => void>()

/** Whether the API answers at all, as whoever asks it notes. */
export const reachability = {
  isAway: () => awaySince.set(awaySince.get() ?? Date.now()),
  isBack: () => {
    if (awaySince.get() === undefined) return
    awaySince.set(undefined)
    for (const listener of listeners) listener()
  },
  /** Is told whenever the API answers again, until the returned function is called. */
  onBack: (listener: () => void): (() => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  },
}

export const useAwaySince = (): number | undefined => useSyncExternalStore(awaySince.subscribe, awaySince.get)
