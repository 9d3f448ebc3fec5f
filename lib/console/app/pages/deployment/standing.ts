import { bareId, localId } from '../../api/ids.ts'

/** A version that a deployment puts somewhere: its id, its application where the repository still has it, and how it is called. */
export interface Wanted {
  id: string
  application?: string
  text: string
}

interface Reported {
  name: string
  status: string
  /** Of what was deployed from the repository. */
  versionId?: string
}

/**
 * What of a version is on a server: itself, or another one of its application, which is named then. A version that the repository has no
 * more is known by its id alone.
 */
export function standingOf(
  { id, application, text }: Wanted,
  reported: readonly Reported[],
  nameOf: (versionId: string) => string,
): { text: string; status?: string } {
  const own = reported.find(({ versionId }) => versionId === bareId(id))
  if (own) return { text: application ? text : `${text} of ${own.name}`, status: own.status }
  const other = reported.find(({ name }) => name === application)
  if (!other) return { text }
  const otherName = other.versionId ? nameOf(localId(other.versionId)) : `${other.name}, not from the repository`
  return { text: `not ${text} but ${otherName}`, status: other.status }
}
