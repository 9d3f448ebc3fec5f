import { hashSecret } from './random-secrets.ts'

/**
 * Remembers what a look-up found, by key, for so many seconds; failures are not remembered. Past a thousand keys it
 * begins afresh, which bounds its memory. Keys are kept as hashes: some are credentials.
 */
export function remember<T>(seconds: number, now: () => Date, lookUp: (key: string) => Promise<T>) {
  const known = new Map<string, { until: number; value: T }>()
  return async (key: string): Promise<T> => {
    const time = now().getTime()
    const name = hashSecret(key)
    const cached = known.get(name)
    if (cached && cached.until > time) return cached.value
    known.delete(name)
    const value = await lookUp(key)
    if (known.size >= 1000) known.clear()
    known.set(name, { until: time + seconds * 1000, value })
    return value
  }
}
