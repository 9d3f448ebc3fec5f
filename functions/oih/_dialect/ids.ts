/**
 * An id as the hub reads it: 24 hex digits in either case, or any text of twelve bytes, which stands for their hex digits.
 * Undefined for a text that is none.
 */
export function readId(text: string): string | undefined {
  if (/^[0-9a-f]{24}$/i.test(text)) return text.toLowerCase()
  const bytes = Buffer.from(text)
  return bytes.length === 12 ? bytes.toString('hex') : undefined
}

/** The path in the spelling of the routes: a slash at its end is one too many. */
export const canonical = (path: string): string | undefined =>
  path.startsWith('/oih') ? path.replace(/(?<=.)\/+$/, '') : undefined
