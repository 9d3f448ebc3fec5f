import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { checkConditions, checksumOf, rangeOf } from './request.ts'
import { document } from './xml.ts'

/** GetObject and HeadObject. */
export async function read(
  _options: S3Options,
  { request: { method, headers }, response, bucket: { files }, key, allow, absent }: Exchange,
): Promise<void> {
  allow('s3:GetObject')
  const object = await files.get(key)
  if (!object) throw absent()
  checkConditions(headers, object)
  const range = rangeOf(headers.range, object.sizeBytes)
  const about = {
    'content-type': object.contentType,
    'content-length': range ? range.end - range.start : object.sizeBytes,
    'last-modified': new Date(object.modifiedAt).toUTCString(),
    etag: `"${object.etag}"`,
    'accept-ranges': 'bytes',
    ...(range ? {} : checksumOf(headers, object)),
    ...Object.fromEntries(Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value])),
    ...(range ? { 'content-range': `bytes ${range.start}-${range.end - 1}/${object.sizeBytes}` } : {}),
  }
  response.writeHead(range ? 206 : 200, { 'x-amz-request-id': randomUUID(), ...about })
  if (method === 'HEAD') return void response.end()
  await pipeline(files.read(object, range), response)
}

/** GetObjectTagging: no object has any tags. */
export function tags({ response, allow }: Exchange): void {
  allow('s3:GetObjectTagging')
  send(response, 200, document('Tagging', { TagSet: '' }))
}
