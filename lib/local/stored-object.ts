import type { Accept } from './object-bytes.ts'

/** What is known of an object beside its bytes. */
export interface StoredObject {
  key: string
  /** The file of its bytes. */
  file: string
  /** MD5 in hex; of an object put together of parts as S3 makes it, with the number of parts. */
  etag: string
  sizeBytes: number
  sha256: string
  /** Whether it was put with its SHA-256, which S3 tells of such objects only. */
  hasSha256?: boolean
  contentType: string
  metadata: Record<string, string>
  modifiedAt: string
}

/** What whoever puts an object says of it. */
export interface About {
  hasSha256?: boolean
  contentType: string
  metadata: Record<string, string>
  accept?: Accept
}
