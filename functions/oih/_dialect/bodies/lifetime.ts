import { invalid } from '#core/errors.ts'

const secondsIn: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 24 * 3600,
  w: 7 * 24 * 3600,
  y: 365 * 24 * 3600,
}
const longestSeconds = 100 * 365 * 24 * 3600

/**
 * The lifetime of a token: seconds, or a text such as `1h`, or -1 for one without end. Undefined where nothing is said. Throws
 * `input-invalid`.
 */
export function readLifetime(given: number | string | undefined): number | 'endless' | undefined {
  if (given === undefined) return undefined
  const [, count, unit = 's'] = /^(-1|\d+(?:\.\d+)?) ?([smhdwy])?$/.exec(String(given).trim()) ?? []
  if (count === '-1') return 'endless'
  const seconds = Math.floor(Number(count) * (secondsIn[unit] ?? NaN))
  if (!(seconds >= 1 && seconds <= longestSeconds))
    throw invalid(['expiresIn'], 'expiresIn must be a time as 1h, or -1')
  return seconds
}
