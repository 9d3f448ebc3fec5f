import { useEffect, useRef, useState } from 'react'
import { onRefresh } from './watch.ts'

/**
 * What is read of each of a few things, by key: when they become others, after each command, and every so many milliseconds. What
 * could not be read is left out, or is what was read before.
 */
export function useEach<T>(
  keys: readonly string[],
  read: (key: string, signal: AbortSignal) => Promise<T>,
  milliseconds: number,
): ReadonlyMap<string, T> {
  const [known, setKnown] = useState<ReadonlyMap<string, T>>(new Map())
  const reader = useRef(read)
  reader.current = read
  const wanted = keys.join(' ')
  useEffect(() => {
    if (wanted === '') return
    const end = new AbortController()
    const readAll = () => {
      if (document.hidden) return
      for (const key of wanted.split(' '))
        reader.current(key, end.signal).then(
          (value) => !end.signal.aborted && setKnown((former) => new Map(former).set(key, value)),
          () => undefined,
        )
    }
    readAll()
    const timer = setInterval(readAll, milliseconds)
    const leave = onRefresh(readAll)
    return () => {
      end.abort()
      clearInterval(timer)
      leave()
    }
  }, [wanted, milliseconds])
  return known
}
