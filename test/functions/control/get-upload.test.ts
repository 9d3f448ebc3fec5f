import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'
import { testClock } from '../../_harness/clock.ts'
import { archive } from '../../_harness/deployments.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, control } = await startSeededApp()

test('an upload waits for its archive; one of another tenant is not there', async () => {
  const asked = await control('POST', '/uploads', { sizeBytes: 10, sha256: 'AB'.repeat(32) })
  const path = `/uploads/${asked.json.uploadId}`

  expect((await control('GET', path)).json).toMatchObject({
    uploadId: asked.json.uploadId,
    status: 'waiting',
    applicationName: 'Unnamed Application',
    sha256: 'ab'.repeat(32),
    requestedBy: 'owner',
    validUntil: asked.json.validUntil,
  })
  const stranger = await app.tokenFor({ name: 'owner', tenant: 'other', permissions: ['*'] })
  expect((await control('GET', path, undefined, stranger)).status).toBe(404)
})

test('an hour after its URL has ended an upload that waits is refused, and is not registered any more', async () => {
  const timers = testClock()
  const app = await startTestApp({ timers })
  onTestFinished(() => app.stop())
  const token = await app.tokenFor(administrator)
  const file = archive()
  const sha256 = createHash('sha256').update(file)
  const body = { applicationName: 'late', sizeBytes: file.length, sha256: sha256.copy().digest('hex') }
  const { uploadId } = (await app.request('POST', '/v1/uploads', { token, body })).json
  const key = `uploads/default/${uploadId}`
  const about = { contentType: 'application/zip', metadata: {}, hasSha256: true }
  await app.objects.put(key, Readable.from([Buffer.from(file)]), about)
  const status = async () => (await app.request('GET', `/v1/uploads/${uploadId}`, { token })).json

  timers.advance(2 * 3600 - 60)
  expect(await status()).toMatchObject({ status: 'waiting' })
  timers.advance(120)
  expect(await status()).toMatchObject({ status: 'refused', cause: expect.stringMatching(/could not be registered/) })

  await app.functions.invoke('storage-RegisterUpload', { detail: { object: { key } } })
  expect(await status()).toMatchObject({ status: 'refused' })
  expect(await app.objects.list('')).toHaveLength(0)
})
