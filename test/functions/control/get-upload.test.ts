import { expect, test } from 'vitest'
import { startEstate } from '../../_harness/estate.ts'

const { app, control } = await startEstate()

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
