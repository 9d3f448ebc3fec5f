import { createHash } from 'node:crypto'

/** The longest value that a session tag of AWS has. */
const mostCharacters = 256

/**
 * A name as the value of a session tag, as bucket policies have to write it: letters, digits and `_-.@` as they are, other
 * characters as `=` and two hex digits for each byte of UTF-8; where that is longer than 256 characters, its SHA-256 in hex.
 */
export function sessionTag(name: string): string {
  const tag = name.replaceAll(/[^A-Za-z0-9_.@-]+/g, (run) =>
    Array.from(Buffer.from(run), (byte) => `=${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  )
  return tag.length <= mostCharacters ? tag : createHash('sha256').update(tag).digest('hex')
}
