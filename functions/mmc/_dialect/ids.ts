/** Servers, applications, versions and deployments are `local$` and a UUID; clusters and groups a bare UUID. */
export const toLocal = (id: string): string => `local$${id}`
export const fromLocal = (id: string): string => id.replace(/^local\$/, '')

/** A group as UpdateServer and RegisterServer take it: an id, or an object whose `href` ends in one. */
export const groupIdOf = (group: string | { href?: string }): string =>
  (typeof group === 'string' ? group : (group.href ?? '')).replace(/\/+$/, '').split('/').at(-1) ?? ''
