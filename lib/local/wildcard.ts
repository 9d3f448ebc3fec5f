/** One character of a pattern: itself, any one, or any text. */
export type Token = { kind: 'literal'; text: string } | { kind: 'one' } | { kind: 'any' }

/**
 * Whether a text fits a pattern as a whole. Only the last `any` passed is ever tried again, so the effort is at most the
 * product of both lengths, where a regular expression of many stars may take for ever.
 */
export function fitsWildcard(pattern: readonly Token[], text: string): boolean {
  let [at, token] = [0, 0]
  let again: { at: number; token: number } | undefined
  while (at < text.length) {
    const next = pattern[token]
    if (next?.kind === 'any') {
      again = { at, token: ++token }
    } else if (next && (next.kind === 'one' || next.text === text[at])) {
      at++
      token++
    } else if (again) {
      // The last `any` takes one character more.
      at = ++again.at
      token = again.token
    } else {
      return false
    }
  }
  return pattern.slice(token).every(({ kind }) => kind === 'any')
}
