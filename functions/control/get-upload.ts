import { outcomeOf } from '#core/applications/upload.ts'
import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant } from './_dialect/types.ts'

/** Returns the state of an upload: waiting, registered as a version, or refused with the reason. */
export default operation({
  name: 'GetUpload',
  route: 'GET /uploads/{uploadId}',
  example: {
    request: { uploadId: '<uploadId>' },
    answer: {
      uploadId: '<uploadId>',
      status: 'waiting',
      applicationName: 'Unnamed Application',
      versionName: '20261125-09:27',
      sizeBytes: 239,
      sha256: 'abababababababababababababababababababababababababababababababab',
      requestedBy: 'owner',
      createdAt: '2026-03-02T09:30:00.000Z',
      validUntil: '2026-03-02T09:30:00.000Z',
    },
  },
  permission: 'applications.read',
  input: t.strictObject({ uploadId: t.string().check(t.maxLength(64)) }),
  output: t.object({
    uploadId: t.string(),
    status: t.oneOf(['waiting', 'registered', 'refused']),
    cause: t.optional(t.string()),
    applicationName: t.string(),
    versionName: t.string(),
    applicationId: t.optional(t.string()),
    versionId: t.optional(t.string()),
    sizeBytes: t.int(),
    sha256: t.string(),
    requestedBy: t.string(),
    createdAt: Instant,
    validUntil: Instant,
  }),
  fails: ['upload-not-found'],
  effects: { reads: ['upload'] },
  async run({ uploadId }, { read, at }) {
    const upload = await read.upload(uploadId)
    if (!upload) throw new DomainError('upload-not-found', `There is no upload ${uploadId}.`)
    const { status, cause } = outcomeOf(upload, at)
    const { id, applicationName, versionName, applicationId, sizeBytes, sha256 } = upload
    const { requestedBy, createdAt, validUntil } = upload
    const versionId = status === 'registered' ? id : undefined
    const filed = { applicationName, versionName, applicationId, versionId, sizeBytes, sha256 }
    return { uploadId: id, status, cause, ...filed, requestedBy, createdAt, validUntil }
  },
})
