import type { Answer } from '../../api/client.ts'
import { timeOfDay } from '../../parts/time-of-day.ts'

export type Detail = Answer<'GET /v1/servers/{serverId}'>

/** Why a server is down, as far as its agent's last word tells. */
export interface Absence {
  /** Nobody stopped it, as far as is known: it died, or is cut off. */
  isSilent: boolean
  /** `Not heard from since 05:16 UTC`. */
  what: string
  /** What to do about it, as a sentence. */
  remedy: string
}

/** Of a server that is `STOPPED` or `UNKNOWN`. Without a detail it is not known which way it went. */
export function absenceOf({ hostIp }: { hostIp: string }, detail: Pick<Detail, 'lease'> | undefined): Absence {
  const remedy = `Start its runtime on host ${hostIp}; its agent then checks in by itself.`
  if (!detail) return { isSilent: true, what: 'Stopped, or not heard from any more', remedy }
  const { lease } = detail
  if (!lease) return { isSilent: true, what: 'Its agent has never checked in', remedy }
  if (lease.status === 'stopped')
    return { isSilent: false, what: `Shut down at ${timeOfDay(lease.lastSeenAt)}, as its agent reported`, remedy }
  return { isSilent: true, what: `Not heard from since ${timeOfDay(lease.lastSeenAt)}`, remedy }
}
