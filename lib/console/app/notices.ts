import { useSyncExternalStore, type ReactNode } from 'react'
import { reachability } from './api/reachability.ts'
import { Signal } from './api/signal.ts'

/** Something that is told at the top of the page until it is dismissed. */
export interface Notice {
  id: string
  type: 'success' | 'error' | 'info' | 'warning'
  header?: string
  content: ReactNode
  /** It is of interest only until the API answers again. */
  isUntilBack?: boolean
}

const shown = new Signal<readonly Notice[]>([])
let count = 0

/** Tells something; at most five at a time, the newest first. Successes go by themselves. Gives what to dismiss it by. */
export function tell(notice: Omit<Notice, 'id'>): string {
  const id = `notice-${++count}`
  shown.set([{ ...notice, id }, ...shown.get()].slice(0, 5))
  if (notice.type === 'success') setTimeout(() => dismiss(id), 8000)
  return id
}

export const dismiss = (id: string): void => shown.set(shown.get().filter((notice) => notice.id !== id))

// What came of it is seen on the page by then.
reachability.onBack(() => shown.set(shown.get().filter(({ isUntilBack }) => !isUntilBack)))

export const useNotices = (): readonly Notice[] => useSyncExternalStore(shown.subscribe, shown.get)
