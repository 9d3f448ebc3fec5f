import { GetObjectCommand, ListObjectsV2Command, type ListObjectsV2Output, type _Object } from '@aws-sdk/client-s3'
import type { ListedObject } from '#core/transfers/source-listing.ts'
import { flowSession, type DataAccess, type FlowSession } from './flow-session.ts'
import { upload, type ObjectToPut } from './upload.ts'

/**
 * Users' buckets, as the data role in the session of one flow, and only those of the installation's own account. What S3
 * refuses is thrown as a `StepError` that names bucket and action.
 */
export interface DataBuckets {
  /** The objects under a prefix in the order of their keys, 1,000 at a time; those after a key, where one is given. */
  list: (bucket: string, from: { prefix: string; after?: string }) => AsyncGenerator<ListedObject[]>
  /** The bytes of an object; with an ETag only if it is still the one it was. */
  read: (bucket: string, key: string, etag?: string) => AsyncGenerator<Uint8Array>
  /** Puts an object, in parts where it is large; it appears as a whole or not at all. Answers how many bytes it has. */
  put: (bucket: string, key: string, object: ObjectToPut) => Promise<number>
}

/** No other account's buckets are reached, whoever has given them which name. */
export function openDataBuckets(access: DataAccess): DataBuckets {
  const session = flowSession(access)
  const own = { ExpectedBucketOwner: access.env.accountId }
  return {
    list: (bucket, { prefix, after }) => list({ ...own, Bucket: bucket, Prefix: prefix, StartAfter: after }, session),
    read: (bucket, key, etag) => read({ ...own, Bucket: bucket, Key: key, IfMatch: etag }, session, access.signal),
    put: (bucket, key, object) => upload({ ...own, Bucket: bucket, Key: key }, object, session),
  }
}

async function* list(
  about: { Bucket: string; Prefix: string; StartAfter?: string; ExpectedBucketOwner: string },
  session: FlowSession,
): AsyncGenerator<ListedObject[]> {
  const request = { action: 's3:ListBucket', bucket: about.Bucket }
  let token: string | undefined
  do {
    const command = new ListObjectsV2Command({ ...about, MaxKeys: 1000, EncodingType: 'url', ContinuationToken: token })
    const page: ListObjectsV2Output = await session.call(request, (s3, options) => s3.send(command, options))
    yield (page.Contents ?? []).map(listed)
    token = page.IsTruncated ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

async function* read(
  about: { Bucket: string; Key: string; IfMatch?: string; ExpectedBucketOwner: string },
  session: FlowSession,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  const request = { action: 's3:GetObject', bucket: about.Bucket, key: about.Key }
  const { Body } = await session.call(request, (s3, options) => s3.send(new GetObjectCommand(about), options))
  try {
    for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
      signal?.throwIfAborted()
      yield chunk
    }
  } catch (error) {
    throw session.failure(error, request)
  }
}

const listed = ({ Key = '', ETag = '', Size = 0, LastModified }: _Object): ListedObject => ({
  // Keys come percent-encoded, as XML cannot hold all of them.
  key: decodeURIComponent(Key.replaceAll('+', ' ')),
  etag: ETag,
  sizeBytes: Size,
  modifiedAt: LastModified?.toISOString() ?? '',
})
