import { largestArchiveBytes, unnamedApplication, versionNameOf } from '#core/applications/application.ts'
import type { Upload } from '#core/applications/upload.ts'
import { secondsAfter } from '#core/time.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Instant, RepositoryName } from './_dialect/types.ts'

/** For how long the URL may be used. */
const validSeconds = 60 * 60

/** Creates a signed URL for uploading an archive of any size; once it has arrived, it becomes a version of its application. */
export default operation({
  name: 'CreateUpload',
  route: 'POST /uploads',
  example: {
    request: {
      applicationName: '<applicationName>',
      versionName: '2.0',
      sizeBytes: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    },
    answer: {
      uploadId: '019caddf-d080-7b3c-8e95-f2a7604d1c38',
      url: 'https://sluice-archives-000000000000-us-east-1.s3.us-east-1.amazonaws.com/uploads/acme/019caddf-d080-7b3c-8e95-f2a7604d1c38?X-Amz-Expires=3600&X-Amz-Signature=f54efbce9338669b',
      method: 'PUT',
      headers: { 'x-amz-checksum-sha256': 'ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=' },
      validUntil: '2026-03-02T10:30:00.000Z',
    },
  },
  permission: 'applications.edit',
  input: t.strictObject({
    applicationName: t.optional(RepositoryName),
    versionName: t.optional(RepositoryName),
    sizeBytes: t.int().check(t.minimum(1), t.maximum(largestArchiveBytes)),
    /** Of the archive, in hex. */
    sha256: t.string().check(t.regex(/^[0-9a-fA-F]{64}$/)),
    clientToken: t.optional(t.string().check(t.minLength(1), t.maxLength(64))),
  }),
  output: t.object({
    uploadId: t.string(),
    url: t.string(),
    method: t.literal('PUT'),
    /** To be sent with the PUT: what arrives with another SHA-256 is refused there and then. */
    headers: t.object({ 'x-amz-checksum-sha256': t.string() }),
    validUntil: Instant,
  }),
  status: 201,
  fails: ['token-reused'],
  effects: { creates: ['upload'], writesObjects: ['uploads'] },
  clientToken: { member: 'clientToken', lifetimeSeconds: validSeconds },
  async run({ applicationName = unnamedApplication, versionName, sizeBytes, sha256 }, context) {
    const { caller, at, newUuid, commit, objects } = context
    const id = newUuid()
    const validUntil = secondsAfter(at, validSeconds)
    const upload: Upload = {
      tenant: caller.tenant,
      id,
      version: 1,
      applicationName,
      versionName: versionName ?? versionNameOf(at),
      sizeBytes,
      sha256: sha256.toLowerCase(),
      status: 'waiting',
      requestedBy: caller.name,
      createdAt: at,
      validUntil,
      // Long enough to be asked what became of it.
      expiresAt: Math.floor(Date.parse(at) / 1000) + 7 * 86_400,
    }
    const { url, headers } = await objects.signPut('uploads', id, validSeconds, { sizeBytes, sha256 })
    return commit([{ kind: 'put', entity: 'upload', item: upload }], {
      uploadId: id,
      url,
      method: 'PUT' as const,
      headers,
      validUntil,
    })
  },
})
