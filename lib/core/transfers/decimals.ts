/** Numbers as they are written in JSON, so that none loses digits when it is compared. */

/** How two numbers compare. Doubles tell unless they are equal, which different numbers of many digits may be. */
export const compareNumbers = (one: string, other: string): number => {
  const difference = Number(one) - Number(other)
  return difference === 0 && one !== other ? compareDigits(one, other) : difference || 0
}

const plain = /^(-?)(\d+)(?:\.(\d+))?$/

const compareDigits = (one: string, other: string): number => {
  const [a, b] = [plain.exec(one), plain.exec(other)]
  if (!a || !b) return 0
  const places = Math.max(a[3]?.length ?? 0, b[3]?.length ?? 0)
  const [left, right] = [scaled(a, places), scaled(b, places)]
  return left < right ? -1 : Number(left > right)
}

const scaled = ([, sign = '', whole = '', fraction = '']: RegExpExecArray, places: number): bigint =>
  BigInt(`${sign}${whole}${fraction.padEnd(places, '0')}`)

/** Whether a number is a whole one, however it is written: `12`, `12.0`, `1.2e1`. */
export const isWhole = (text: string): boolean => {
  const [, whole = '', fraction = '', exponent = '0'] = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? []
  const digits = whole + fraction
  if (isZero(text)) return true
  const trailingZeros = digits.length - digits.replace(/0+$/, '').length
  return fraction.length - trailingZeros <= Number(exponent)
}

export const isZero = (text: string): boolean => !/[1-9]/.test(text.replace(/[eE].*$/, ''))

export const isNegative = (text: string): boolean => text.startsWith('-') && !isZero(text)

/** A computed number: 15 significant digits, no exponent below 1e21. Undefined when it is beyond all doubles. */
export const roundedText = (value: number): string | undefined => {
  if (!Number.isFinite(value)) return undefined
  const text = String(Number(value.toPrecision(15)))
  const [, sign = '', digits, exponent] = /^(-?)([\d.]+)e-(\d+)$/.exec(text) ?? []
  if (digits === undefined) return text
  return `${sign}0.${'0'.repeat(Number(exponent) - 1)}${digits.replace('.', '')}`
}
