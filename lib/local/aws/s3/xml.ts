export type Content = string | number | boolean | undefined | Content[] | { [name: string]: Content }

const escaped = (text: string): string =>
  text
    .replace(/[<>&"']/g, (one) => `&#${one.charCodeAt(0)};`)
    .replaceAll(/[\p{Cc}]/gu, (one) => `&#${one.charCodeAt(0)};`)

/** XML of a value: a member is an element, a list the element again and again. */
export function xml(name: string, content: Content): string {
  if (content === undefined) return ''
  if (Array.isArray(content)) return content.map((one) => xml(name, one)).join('')
  const inner =
    typeof content === 'object'
      ? Object.entries(content)
          .map(([member, value]) => xml(member, value))
          .join('')
      : escaped(String(content))
  return `<${name}>${inner}</${name}>`
}

export const document = (name: string, content: Content): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${xml(name, content).replace(`<${name}>`, `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">`)}`

/** Text of an element as it was meant. What is no character reference stays as it is. */
export const unescaped = (text: string): string =>
  text.replaceAll(
    /&(?:#x([\da-f]{1,6})|#(\d{1,7})|(lt|gt|amp|quot|apos));/gi,
    (all: string, hex?: string, decimal?: string, name?: string) => {
      if (name) return named[name.toLowerCase()] ?? all
      const point = hex ? parseInt(hex, 16) : Number(decimal)
      return point <= 0x10ffff ? String.fromCodePoint(point) : all
    },
  )

const named: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
