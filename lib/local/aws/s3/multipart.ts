import { readBody } from '../../http.ts'
import { AwsError } from '../protocol.ts'
import { send, tell, type Exchange, type S3Options } from './exchange.ts'
import { aboutOf, bare, claimsOf, idOf, noSuchUpload, rangeOf } from './request.ts'
import { sourceOf } from './write-object.ts'
import { document } from './xml.ts'

/** CreateMultipartUpload. */
export async function beginParts(
  _options: S3Options,
  { request, response, bucket, key, allow }: Exchange,
): Promise<void> {
  allow('s3:PutObject')
  const UploadId = await bucket.files.beginParts(key, aboutOf(request))
  send(response, 200, document('InitiateMultipartUploadResult', { Bucket: bucket.name, Key: key, UploadId }))
}

/** UploadPart and UploadPartCopy. */
export async function putPart(options: S3Options, exchange: Exchange): Promise<void> {
  const { request, source, response, bucket, allow } = exchange
  const { headers } = request
  allow('s3:PutObject')
  const copied = headers['x-amz-copy-source'] ? await sourceOf(options, exchange) : undefined
  const from =
    copied && copied.files.read(copied.object, rangeOf(headers['x-amz-copy-source-range'], copied.object.sizeBytes))
  const number = Number(request.query.get('partNumber'))
  const uploadId = idOf(request.query.get('uploadId'))
  if (!Number.isInteger(number) || number < 1) throw new AwsError('InvalidArgument', 'Part numbers begin at 1.')
  const etag = await bucket.files
    .putPart(uploadId, number, from ?? source, copied ? undefined : claimsOf(request))
    .catch((error: unknown) => {
      throw (error as { code?: string }).code === 'ENOENT' ? noSuchUpload() : error
    })
  const about = { LastModified: options.now().toISOString(), ETag: `"${etag}"` }
  send(response, 200, copied ? document('CopyPartResult', about) : '', { etag: `"${etag}"` })
}

/** CompleteMultipartUpload. */
export async function completeParts(
  options: S3Options,
  { request, source, response, bucket, key, allow }: Exchange,
): Promise<void> {
  allow('s3:PutObject')
  const text = (await readBody(source, 1024 * 1024)).toString()
  const parts = [...text.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: bare(/<ETag>([^<]*)</.exec(part)?.[1] ?? ''),
  }))
  if (parts.length === 0) throw new AwsError('MalformedXML', 'The list of parts cannot be read.')
  const object = await bucket.files.completeParts(idOf(request.query.get('uploadId')), parts)
  if (!object) throw noSuchUpload()
  await tell(options, bucket, object, 'CompleteMultipartUpload')
  const about = { Bucket: bucket.name, Key: key, ETag: `"${object.etag}"` }
  send(response, 200, document('CompleteMultipartUploadResult', about))
}
