import type { ListedObject } from '../../object-index.ts'
import { document } from './xml.ts'

export interface Page {
  prefix: string
  delimiter: string
  after: string
  most: number
  /** Whether keys are asked for percent-encoded, which XML can hold whatever they are. */
  isUrlEncoded: boolean
}

/** A page of ListObjectsV2: keys below a delimiter are rolled up into their common prefix. */
export function listing(bucket: string, objects: Iterable<ListedObject>, page: Page): string {
  const { prefix, delimiter, most, isUrlEncoded } = page
  const { entries, isTruncated } = take(objects, page)
  const said = isUrlEncoded ? (text: string) => encodeURIComponent(text).replaceAll('%2F', '/') : (text: string) => text
  return document('ListBucketResult', {
    Name: bucket,
    Prefix: said(prefix),
    Delimiter: delimiter ? said(delimiter) : undefined,
    EncodingType: isUrlEncoded ? 'url' : undefined,
    MaxKeys: most,
    KeyCount: entries.length,
    IsTruncated: isTruncated,
    NextContinuationToken: isTruncated ? Buffer.from(entries.at(-1)?.[0] ?? '').toString('base64url') : undefined,
    Contents: entries.flatMap(([key, object]) =>
      object
        ? [
            {
              Key: said(key),
              LastModified: object.modifiedAt,
              ETag: `"${object.etag}"`,
              Size: object.sizeBytes,
              StorageClass: 'STANDARD',
            },
          ]
        : [],
    ),
    CommonPrefixes: entries.flatMap(([key, object]) => (object ? [] : [{ Prefix: said(key) }])),
  })
}

type Entry = [key: string, object: ListedObject | undefined]

/** The entries of a page: objects, and common prefixes without one. */
function take(objects: Iterable<ListedObject>, { prefix, delimiter, after, most }: Page) {
  const entries: Entry[] = []
  for (const object of objects) {
    const end = delimiter ? object.key.indexOf(delimiter, prefix.length) : -1
    const entry: Entry = end < 0 ? [object.key, object] : [object.key.slice(0, end + delimiter.length), undefined]
    if (entry[0] === after || entry[0] === entries.at(-1)?.[0]) continue
    if (entries.length === most) return { entries, isTruncated: most > 0 }
    entries.push(entry)
  }
  return { entries, isTruncated: false }
}
