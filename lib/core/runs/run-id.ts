import { createHash } from 'node:crypto'

/**
 * The id of the run that a due time begins: a UUID of version 7 whose time is the due time and whose rest follows from the
 * flow's incarnation and that time. So a due time that is told twice is the same run.
 */
export function dueRunId(flowId: string, dueAt: string): string {
  const rest = createHash('sha256').update(`${flowId}|${dueAt}`).digest('hex')
  const variant = ((Number.parseInt(rest.slice(3, 4), 16) & 3) | 8).toString(16)
  return `${timePart(dueAt)}-7${rest.slice(0, 3)}-${variant}${rest.slice(4, 7)}-${rest.slice(7, 19)}`
}

/** What all ids of that millisecond begin with: the bound of a range of ids by time. */
export function timePart(at: string): string {
  const time = Date.parse(at).toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}`
}

/** An id of a run as it is kept, of one that is written without what separates its parts; any other text as it is. */
export const spelledOut = (id: string): string =>
  /^[0-9a-f]{32}$/.test(id) ? id.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') : id
