import type { Rate } from '#runtime/declarations/operation.ts'

/**
 * API Gateway's token bucket, one for each key: `burst` tokens at most, `perSecond` new ones each second, one for each
 * request. Whether the request is let through.
 */
export function rateLimit(now = () => performance.now()) {
  const buckets = new Map<string, { tokens: number; at: number }>()
  return (key: string, { perSecond, burst }: Rate): boolean => {
    const at = now()
    const before = buckets.get(key) ?? { tokens: burst, at }
    const tokens = Math.min(burst, before.tokens + ((at - before.at) / 1000) * perSecond)
    buckets.set(key, { tokens: tokens < 1 ? tokens : tokens - 1, at })
    return tokens >= 1
  }
}
