/**
 * The spellings of one path that scripts use (docs/dialects/mmc.md 1): any context path or none, one slash too many at the
 * end, resources in the singular, and an empty segment where a name is missing.
 */
export function canonical(path: string): string | undefined {
  const inApi = /^(?:\/[^/]*)??\/api(\/.*)?$/.exec(path)
  // The context alone is what connection testers ask for.
  if (!inApi) return /^\/[^/]+\/?$/.test(path) ? '/mmc/api' : undefined
  const below = (inApi[1] ?? '')
    .replace(/\/$/, '')
    .replaceAll('//', '/%20/')
    .replace(/^\/cluster(?=\/|$)/, '/clusters')
    .replace(/^\/server(?=\/|$)/, '/servers')
  return `/mmc/api${below}`
}

/** The context path in a path as the client wrote it: empty without one. */
export const baseIn = (path: string): string => /^(\/[^/]+)??\/api(\/|$)/.exec(path)?.[1] ?? ''
