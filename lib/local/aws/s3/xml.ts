import type { StoredObject } from '../../stored-object.ts'

type Content = string | number | boolean | undefined | Content[] | { [name: string]: Content }

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

/** A page of ListObjectsV2: keys below a delimiter are rolled up into their common prefix. */
export function listing(
  bucket: string,
  objects: readonly StoredObject[],
  { prefix, delimiter, after, most }: { prefix: string; delimiter: string; after: string; most: number },
): string {
  const entries = new Map<string, StoredObject | undefined>()
  for (const object of objects) {
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1
    if (end >= 0) entries.set(object.key.slice(0, end + delimiter.length), undefined)
    else entries.set(object.key, object)
  }
  const rest = [...entries].filter(([key]) => key > after)
  const page = rest.slice(0, most)
  const isTruncated = rest.length > page.length
  return document('ListBucketResult', {
    Name: bucket,
    Prefix: prefix,
    Delimiter: delimiter || undefined,
    MaxKeys: most,
    KeyCount: page.length,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? Buffer.from(page.at(-1)?.[0] ?? '').toString('base64url') : undefined,
    Contents: page.flatMap(([, object]) =>
      object
        ? [
            {
              Key: object.key,
              LastModified: object.modifiedAt,
              ETag: `"${object.etag}"`,
              Size: object.sizeBytes,
              StorageClass: 'STANDARD',
            },
          ]
        : [],
    ),
    CommonPrefixes: page.flatMap(([key, object]) => (object ? [] : [{ Prefix: key }])),
  })
}
