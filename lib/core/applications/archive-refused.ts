import { DomainError } from '../errors.ts'

/** An archive that becomes no version, with the reason as a sentence. */
export const archiveRefused = (why: string): DomainError =>
  new DomainError('archive-refused', `The archive is refused: ${why}`)
