const longest = 64
const idDigits = 8

/**
 * The handle of a flow whose label need not be unique: the label in lower-case letters, digits and hyphens, and the last
 * digits of the id. Matches the name patterns of all dialects (AppFlow's needs two characters and a letter or digit first).
 */
export function handleOf(label: string, id: string): string {
  const slug = label
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, longest - idDigits - 1)
    .replace(/-$/, '')
  return `${slug || 'flow'}-${id.slice(-idDigits)}`
}
