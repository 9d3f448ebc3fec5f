import { readBody } from '../../http.ts'
import { names } from '../../names.ts'
import { AwsError } from '../protocol.ts'
import { send, type Exchange, type S3Options } from './exchange.ts'
import { aboutOf, bare, claimsOf, idOf, noSuchUpload, rangeOf } from './request.ts'
import { sourceOf } from './write-object.ts'
import { document } from './xml.ts'

/** CreateMultipartUpload. */
export async function beginParts({ files }: S3Options, { request, response, key, allow }: Exchange): Promise<void> {
  allow('s3:PutObject')
  const UploadId = await files.beginParts(key, aboutOf(request))
  send(response, 200, document('InitiateMultipartUploadResult', { Bucket: names.bucket, Key: key, UploadId }))
}

/** UploadPart and UploadPartCopy. */
export async function putPart(options: S3Options, exchange: Exchange): Promise<void> {
  const { files, now } = options
  const { request, source, response, allow } = exchange
  const { headers } = request
  allow('s3:PutObject')
  const copied = headers['x-amz-copy-source'] ? await sourceOf(options, exchange) : undefined
  const from = copied && files.read(copied, rangeOf(headers['x-amz-copy-source-range'], copied.sizeBytes))
  const number = Number(request.query.get('partNumber'))
  const uploadId = idOf(request.query.get('uploadId'))
  if (!Number.isInteger(number) || number < 1) throw new AwsError('InvalidArgument', 'Part numbers begin at 1.')
  const etag = await files
    .putPart(uploadId, number, from ?? source, copied ? undefined : claimsOf(request))
    .catch((error: unknown) => {
      throw (error as { code?: string }).code === 'ENOENT' ? noSuchUpload() : error
    })
  const about = { LastModified: now().toISOString(), ETag: `"${etag}"` }
  send(response, 200, copied ? document('CopyPartResult', about) : '', { etag: `"${etag}"` })
}

/** CompleteMultipartUpload. */
export async function completeParts(
  { files, created }: S3Options,
  { request, source, response, key, allow }: Exchange,
): Promise<void> {
  allow('s3:PutObject')
  const text = (await readBody(source, 1024 * 1024)).toString()
  const parts = [...text.matchAll(/<Part>([\s\S]*?)<\/Part>/g)].map(([, part = '']) => ({
    number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
    etag: bare(/<ETag>([^<]*)</.exec(part)?.[1] ?? ''),
  }))
  if (parts.length === 0) throw new AwsError('MalformedXML', 'The list of parts cannot be read.')
  const object = await files.completeParts(idOf(request.query.get('uploadId')), parts)
  if (!object) throw noSuchUpload()
  await created(object, 'CompleteMultipartUpload')
  const about = { Bucket: names.bucket, Key: key, ETag: `"${object.etag}"` }
  send(response, 200, document('CompleteMultipartUploadResult', about))
}
