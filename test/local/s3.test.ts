import { createHash } from 'node:crypto'
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { names } from '../../lib/local/names.ts'
import { administrator, startTestApp, type TestApp } from '../_harness/app.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** The local S3 as the real client sees it. */
const Bucket = names.bucket
let app: TestApp
let s3: S3Client
const clientOf = (credentials: { accessKeyId: string; secretAccessKey: string }) =>
  new S3Client({
    endpoint: app.awsUrl,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  })
beforeAll(async () => {
  app = await startTestApp()
  s3 = clientOf(await app.keyFor(administrator))
})
afterAll(() => app.stop())
const put = (Key: string, Body: string | Uint8Array, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body, ...more }))
const text = async (Key: string, more: object = {}) =>
  (await s3.send(new GetObjectCommand({ Bucket, Key, ...more }))).Body?.transformToString()

test('what was put is there whole, in part, by its head, until it is deleted', async () => {
  const Key = 'a/ä $b+c.zip'
  const { ETag } = await put(Key, 'content', { ContentType: 'application/zip', Metadata: { by: 'test' } })

  expect(await text(Key)).toBe('content')
  expect(await text(Key, { Range: 'bytes=1-3' })).toBe('ont')
  expect(await text(Key, { Range: 'bytes=-2' })).toBe('nt')
  expect(await s3.send(new HeadObjectCommand({ Bucket, Key }))).toMatchObject({
    ContentLength: 7,
    ContentType: 'application/zip',
    ETag,
    Metadata: { by: 'test' },
  })
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'a/copy', CopySource: `${Bucket}/${encodeURIComponent(Key)}` }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  await s3.send(new DeleteObjectCommand({ Bucket, Key }))
  await expect(text(Key)).rejects.toMatchObject({ name: 'NoSuchKey' })
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' })
  expect(await text('a/copy')).toBe('content')
})

test('conditions hold: create once, read and copy only what it was', async () => {
  const { ETag = '' } = await put('once', '1')
  await expect(put('once', '2', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await put('once', '2')
  await expect(text('once', { IfMatch: ETag })).rejects.toMatchObject({ $metadata: { httpStatusCode: 412 } })
  const copy = { Bucket, Key: 'x', CopySource: `${Bucket}/once`, CopySourceIfMatch: ETag }
  await expect(s3.send(new CopyObjectCommand(copy))).rejects.toMatchObject({ name: 'PreconditionFailed' })
  await expect(text('once', { Range: 'bytes=9-' })).rejects.toMatchObject({ name: 'InvalidRange' })
})

test('a list is in pages, and rolls up what is below a delimiter', async () => {
  for (const key of ['l/1', 'l/2', 'l/d/1', 'l/d/2', 'l/e/1']) await put(key, key)
  const list = (more: object) => s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'l/', ...more }))
  const whole = await list({ Delimiter: '/' })
  expect(whole.Contents?.map(({ Key }) => Key)).toEqual(['l/1', 'l/2'])
  expect(whole.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual(['l/d/', 'l/e/'])
  const keys: unknown[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const page: Awaited<ReturnType<typeof list>> = await list({ MaxKeys: 2, ContinuationToken: token || undefined })
    keys.push(...(page.Contents ?? []).map(({ Key }) => Key))
    token = page.NextContinuationToken
  }
  expect(keys).toEqual(['l/1', 'l/2', 'l/d/1', 'l/d/2', 'l/e/1'])
})

test('an object in parts is put together, with the ETag S3 gives it; a part that is another is refused', async () => {
  const Key = 'parts'
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))
  const Parts = []
  for (const PartNumber of [1, 2]) {
    const Body = String(PartNumber).repeat(1000)
    const { ETag } = await s3.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))
    Parts.push({ PartNumber, ETag })
  }
  const complete = (parts: object[]) =>
    s3.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts: parts } }))
  await expect(complete([{ PartNumber: 1, ETag: '"0"' }])).rejects.toMatchObject({ name: 'NoSuchUpload' })
  await expect(text(Key)).rejects.toMatchObject({ name: 'NoSuchKey' })
  const { ETag } = await complete(Parts)
  expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/)
  expect(await text(Key)).toBe('1'.repeat(1000) + '2'.repeat(1000))
})

describe('signatures', () => {
  test('a signed URL works for its method, its object and its time, and not otherwise', async () => {
    await put('signed', 'yes')
    const sign = (more: object = {}) =>
      getSignedUrl(s3, new GetObjectCommand({ Bucket, Key: 'signed' }), { expiresIn: 60, ...more })
    const url = await sign()
    const status = async (at: string, method = 'GET') => (await fetch(at, { method })).status

    expect(await (await fetch(url)).text()).toBe('yes')
    expect(await status(url, 'DELETE')).toBe(403)
    expect(await status(url.replace('/signed', '/once'))).toBe(403)
    expect(await status(url.replace('Expires=60', 'Expires=600'))).toBe(403)
    const expired = await fetch(await sign({ signingDate: new Date(Date.now() - 61_000) }))
    expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining('Request has expired')])
    expect(await status(`${app.awsUrl}/${Bucket}/signed`)).toBe(403)
  })

  test('who is not known, or no administrator, opens nothing', async () => {
    const key = await app.keyFor(administrator)
    const stranger = await app.keyFor({ name: 'owner', tenant: 'other', permissions: ['*'] })
    for (const [credentials, name] of [
      [{ ...key, secretAccessKey: 'wrong' }, 'SignatureDoesNotMatch'],
      [{ accessKeyId: 'SLCEAAAAAAAAAAAAAAAA', secretAccessKey: 'x' }, 'InvalidAccessKeyId'],
      [stranger, 'InvalidAccessKeyId'],
    ] as const) {
      const command = new GetObjectCommand({ Bucket, Key: 'signed' })
      await expect(clientOf(credentials).send(command)).rejects.toMatchObject({ name })
    }
  })

  test('a function may do with objects what its effects say', async () => {
    const as = (name: string) => clientOf(app.functions.credentialsOf(name))
    const read = new GetObjectCommand({ Bucket, Key: 'artifacts/t/x' })
    await put('artifacts/t/x', 'x')
    await put('uploads/t/x', 'x')
    await as('agent-GetArtifact').send(read)
    const refusals = [
      () => as('agent-GetArtifact').send(new PutObjectCommand({ Bucket, Key: 'artifacts/t/x', Body: '' })),
      () => as('agent-GetArtifact').send(new GetObjectCommand({ Bucket, Key: 'uploads/t/x' })),
      () => as('mmc-ListApplications').send(read),
      () => as('agent-GetArtifact').send(new ListObjectsV2Command({ Bucket })),
    ]
    for (const refused of refusals) await expect(refused()).rejects.toMatchObject({ name: 'AccessDenied' })
  })

  test('who may read objects but not list them is not told that one is absent', async () => {
    const s3 = clientOf(app.functions.credentialsOf('agent-GetArtifact'))
    const Key = 'artifacts/t/absent'
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'AccessDenied' })
    await expect(s3.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
      $metadata: { httpStatusCode: 403 },
    })
  })
})

test('the SHA-256 an object was put with is told where it is asked for, also of a copy; of others there is none', async () => {
  const ChecksumSHA256 = createHash('sha256').update('body').digest('base64')
  await put('with', 'body', { ChecksumSHA256 })
  await put('without', 'body')
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'copied', CopySource: `${Bucket}/with` }))
  const told = async (Key: string, more: object = { ChecksumMode: 'ENABLED' }) =>
    (await s3.send(new HeadObjectCommand({ Bucket, Key, ...more }))).ChecksumSHA256

  expect([await told('with'), await told('copied')]).toEqual([ChecksumSHA256, ChecksumSHA256])
  expect([await told('without'), await told('with', {})]).toEqual([undefined, undefined])
})

test('a checksum in a signed URL counts for nothing, as on S3', async () => {
  const wrong = new PutObjectCommand({ Bucket, Key: 'hoisted', ChecksumSHA256: Buffer.alloc(32).toString('base64') })
  const url = await getSignedUrl(s3, wrong, { expiresIn: 60 })
  expect(url).toContain('x-amz-checksum-sha256')
  expect((await fetch(url, { method: 'PUT', body: 'body' })).status).toBe(200)
})

test('a body that is not what was said of it becomes no object', async () => {
  const wrong = put('wrong', 'body', { ChecksumSHA256: Buffer.alloc(32).toString('base64') })
  await expect(wrong).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(put('wrong', 'body', { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' })).rejects.toThrow()
  await expect(text('wrong')).rejects.toMatchObject({ name: 'NoSuchKey' })
})

test('what was acknowledged is there after a restart of the process', async () => {
  const { folder, remove } = await temporaryFolder()
  const first = await startTestApp({ dataFolder: folder })
  const key = await first.keyFor(administrator)
  const at = (awsUrl: string) =>
    new S3Client({ endpoint: awsUrl, region: 'us-east-1', forcePathStyle: true, credentials: key })
  await at(first.awsUrl).send(new PutObjectCommand({ Bucket, Key: 'kept', Body: 'kept' }))
  await first.stop()
  const second = await startTestApp({ dataFolder: folder })
  const { Body } = await at(second.awsUrl).send(new GetObjectCommand({ Bucket, Key: 'kept' }))
  expect(await Body?.transformToString()).toBe('kept')
  await second.stop()
  await remove()
})
