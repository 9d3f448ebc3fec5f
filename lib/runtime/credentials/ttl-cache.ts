import { isRetryable } from '../invocation/outages.ts'
import { hashSecret } from './random-secrets.ts'

/** For how long what was found is shown to the next look-up of the same key, though it no longer holds by itself. */
const formerSeconds = 3600

/**
 * Remembers what a look-up found, by key, for so many seconds; failures are not remembered. After that the look-up is told
 * what it found last, which may save it work. Calls with the same key at the same time share one look-up. Past a thousand
 * keys it begins afresh, which bounds its memory. Keys are kept as hashes: some are credentials.
 */
export function ttlCache<K, T>(seconds: number, now: () => Date, lookUp: (key: K, former?: T) => Promise<T>) {
  const known = new Map<string, { until: number; value: T }>()
  const pending = new Map<string, Promise<T>>()

  return (key: K): Promise<T> => {
    const name = hashSecret(JSON.stringify(key))
    const cached = known.get(name)
    const age = cached ? now().getTime() - cached.until : Infinity
    if (cached && age < 0) return Promise.resolve(cached.value)
    const former = cached && age < formerSeconds * 1000 ? cached.value : undefined
    const looking = pending.get(name) ?? find(name, key, former).finally(() => pending.delete(name))
    pending.set(name, looking)
    return looking
  }

  async function find(name: string, key: K, former: T | undefined): Promise<T> {
    // Counted from before the look-up: what was true then may have changed since.
    const until = now().getTime() + seconds * 1000
    const value = await lookUp(key, former).catch((error: unknown) => {
      // What was found before is no longer so; but an outage says nothing about it.
      if (!isRetryable(error)) known.delete(name)
      throw error
    })
    if (known.size >= 1000) known.clear()
    known.set(name, { until, value })
    return value
  }
}
