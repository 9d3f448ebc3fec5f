import { call } from '../../api/client.ts'
import { useEach } from '../../api/each.ts'
import { bareId } from '../../api/ids.ts'
import type { Detail } from './absence.ts'

/** So many are asked about one by one at most. */
const mostAsked = 20

/**
 * Of some servers, by their ids of the MMC dialect, what the lists of that dialect do not tell: the last word of their agents, and which
 * applications failed and why.
 */
export const useDetails = (serverIds: readonly string[]): ReadonlyMap<string, Detail> =>
  useEach(
    serverIds.slice(0, mostAsked),
    (id, signal) => call('GET /v1/servers/{serverId}', { path: { serverId: bareId(id) } }, signal),
    10_000,
  )
