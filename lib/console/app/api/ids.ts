const prefix = 'local$'

/** An id of the MMC dialect as the control API knows it: `local$1a2b` is `1a2b`. */
export const bareId = (id: string): string => (id.startsWith(prefix) ? id.slice(prefix.length) : id)

/**
 * What stays of a deployment's id, which is another after each change of its content: all but its last eight digits, which count
 * the changes (docs/decisions/0014).
 */
export const lastingId = (id: string): string => bareId(id).slice(0, -8)

/** An id of the control API as the MMC dialect knows it. Clusters and groups have no prefix there. */
export const localId = (id: string): string => `${prefix}${bareId(id)}`
