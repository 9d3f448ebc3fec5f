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
    .replace(/^\/cluster(?=\/|$)/, '/clusters')
    .replace(/^\/server(?=\/|$)/, '/servers')
    // As the heading of ListServerFlowEndpoints spells it.
    .replace(/^(\/servers\/[^/]+)\/(?!(?:applications|files|flows)\/)(.+\/[^/]+\/endpoints)$/, '$1/flows/$2')
  // A flow's name may have a slash at its end; elsewhere two of them are a name left out.
  return `/mmc/api${below.includes('/flows/') ? below : below.replaceAll('//', '/ /')}`
}

/** The context path in a path as the client wrote it: empty without one. */
export const baseIn = (path: string): string => /^(\/[^/]+)??\/api(\/|$)/.exec(path)?.[1] ?? ''
