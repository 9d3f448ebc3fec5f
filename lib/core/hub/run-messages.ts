import type { Run } from '../runs/run.ts'

/** What runs of the hub's flows begin with: the messages of its webhooks and of its scheduler. */

/** The request by which a webhook was called. */
export interface CalledBy {
  method: string
  path: string
  /** Raw, without `?`. */
  query: string
  headers: Readonly<Record<string, string | undefined>>
}

/** What is made of a call: its body, or the query of a GET, and the query in either case. */
export interface Called {
  id: string
  requestId: string
  data: unknown
  query: unknown
  /** Where the API begins: `url` and `pathSuffix` are below it, as in the service that upstream has for webhooks alone. */
  basePath: string
}

/** The message of a webhook. There are no attachments: what is neither text nor members has no data. */
export function webhookMessage(
  { id, requestId, data, query, basePath }: Called,
  { method, path, query: raw, headers }: CalledBy,
) {
  const suffix = raw === '' ? '' : `?${raw}`
  const pathSuffix = path.slice(path.startsWith(`${basePath}/`) ? basePath.length : 0)
  return {
    id,
    attachments: {},
    data,
    headers,
    query,
    params: {},
    method,
    url: `${pathSuffix}${suffix}`,
    originalUrl: `${path}${suffix}`,
    pathSuffix,
    metadata: { source: { name: 'webhooks', type: 'webhook', externalExecId: requestId } },
  }
}

/** The message of a due time. The members of its data are spelled as upstream. */
export const schedulerMessage = (runId: string, dueAt: string, nextDueAt: string | undefined) => ({
  data: { sheduledTimestamp: dueAt, nextSheduledTimestamp: nextDueAt },
  metadata: { source: { name: 'scheduler', type: 'scheduler', externalExecId: executionIdOf({ id: runId }) } },
})

/** The id by which the hub speaks of a run: what its caller called it, else the digits of its own. */
export const executionIdOf = ({ id, externalId }: Pick<Run, 'id' | 'externalId'>): string =>
  externalId ?? id.replaceAll('-', '')
