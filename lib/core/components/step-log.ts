/** The most of a message that is logged, in bytes of its JSON. */
export const longestLoggedBytes = 10 * 1024

/** A message as it is logged: what fits is a value, anything larger the beginning of its JSON. */
export function loggedMessage(payload: unknown): { message: unknown; isCut?: true } {
  const bytes = Buffer.from(JSON.stringify(payload))
  if (bytes.length <= longestLoggedBytes) return { message: payload }
  // What is left of a character that was cut apart is no character.
  const beginning = bytes
    .subarray(0, longestLoggedBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/, '')
  return { message: beginning, isCut: true }
}
