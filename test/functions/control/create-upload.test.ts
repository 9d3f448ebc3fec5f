import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect, onTestFinished, test, vi } from 'vitest'
import { archive, upload } from '../../_harness/deployments.ts'
import { startSeededApp } from '../../_harness/seeded-app.ts'

const { app, token, mmc, control } = await startSeededApp()
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const put = ({ url, headers }: Asked, body: Uint8Array<ArrayBuffer>) => fetch(url, { method: 'PUT', headers, body })

interface Asked {
  uploadId: string
  url: string
  headers: Record<string, string>
}

async function ask(file: Uint8Array, said: object = {}) {
  const body = { applicationName: 'large', sizeBytes: file.length, sha256: sha256(file), ...said }
  const { status, json } = await control('POST', '/uploads', body)
  return { status, ...(json as Asked) }
}
async function outcome(uploadId: string) {
  await app.settled()
  return (await control('GET', `/uploads/${uploadId}`)).json as Record<string, string>
}

test('an archive of 20 MB that is put to the URL becomes a version, as its size and SHA-256 were announced', async () => {
  const file = archive(['IntakeFlow', 'OrderFlow'], 20_000_000)
  const { status, ...asked } = await ask(file, { versionName: '1.0' })
  expect(status).toBe(201)
  expect(await outcome(asked.uploadId)).toMatchObject({ status: 'waiting', versionName: '1.0' })
  const reads = vi.spyOn(app.objects, 'read')
  onTestFinished(() => reads.mockRestore())

  expect((await put(asked, file)).status).toBe(200)

  const { versionId, applicationId } = await outcome(asked.uploadId)
  const { data } = (await mmc('GET', '/repository?path=/Applications/large')).json
  expect(data).toMatchObject([{ id: `local$${applicationId}`, versions: [{ id: `local$${versionId}`, name: '1.0' }] }])
  const kept = (await app.objects.list('')).map(({ key }) => key).filter((key) => !key.startsWith('files/'))
  expect(kept).toEqual([`artifacts/acme/${versionId}`])
  // Its directory and its configuration passed through the function, and no more.
  const bytes = reads.mock.calls.map(([object, range]) => (range ? range.end - range.start : object.sizeBytes))
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(1_000_000)
})

test('the URL is for one object of that size and SHA-256; the same under it later changes no version', async () => {
  const file = archive()
  const asked = await ask(file, { versionName: 'once' })
  const { uploadId, url, headers } = asked
  const swapped = archive(['OtherFlow1'])
  expect(swapped.length).toBe(file.length)
  const said = { 'x-amz-checksum-sha256': createHash('sha256').update(swapped).digest('base64') }

  expect((await put(asked, archive(['Other', 'One']))).status).toBe(403)
  expect((await put({ ...asked, url: url.replace(uploadId, 'other') }, file)).status).toBe(403)
  expect((await fetch(url)).status).toBe(403)
  expect((await put({ ...asked, headers: {} }, file)).status).toBe(403)
  expect((await put({ ...asked, headers: said }, swapped)).status).toBe(403)
  expect((await put({ ...asked, headers: { ...headers, 'x-amz-tagging': 'a=b' } }, file)).status).toBe(403)
  const digest = await put(asked, swapped)
  expect([digest.status, await digest.text()]).toEqual([400, expect.stringContaining('BadDigest')])
  expect(await outcome(uploadId)).toMatchObject({ status: 'waiting' })

  expect((await put(asked, file)).status).toBe(200)
  const { versionId } = await outcome(uploadId)
  expect((await put(asked, file)).status).toBe(200)
  await app.settled()
  expect((await app.objects.get(`artifacts/acme/${versionId}`))?.sha256).toBe(sha256(file))
  expect(await app.objects.list('uploads/')).toHaveLength(0)
})

test('refused with its reason, and nothing is registered: no zip', async () => {
  const file = new TextEncoder().encode('not a zip')
  const asked = await ask(file, { applicationName: 'refused' })
  await put(asked, file)

  expect(await outcome(asked.uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(/not a zip/) })
  expect((await mmc('GET', '/repository?path=/Applications/refused')).status).toBe(501)
  expect(await app.objects.list('uploads/')).toHaveLength(0)
})

test.each([
  ['is gone by the time it is looked at', undefined, /not there any more/],
  ['has another size than announced', 'another', /7 bytes/],
  ['got there without the SHA-256 that was announced', 'file', /SHA-256/],
])('refused with its reason: an object that %s', async (_what, body, cause) => {
  const file = archive()
  const { uploadId } = await ask(file)
  const key = `uploads/acme/${uploadId}`
  if (body !== undefined) {
    const source = Readable.from([body === 'file' ? Buffer.from(file) : Buffer.from(body)])
    await app.objects.put(key, source, { contentType: 'application/zip', metadata: {} })
  }
  await app.functions.invoke('storage-RegisterUpload', { detail: { object: { key } } })
  expect(await outcome(uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(cause) })
})

test('told twice of one arrival at the same time, it is registered once and the upload says so', async () => {
  const file = archive()
  const { uploadId } = await ask(file, { versionName: 'twice' })
  const key = `uploads/acme/${uploadId}`
  const about = { contentType: 'application/zip', metadata: {}, hasSha256: true }
  await app.objects.put(key, Readable.from([Buffer.from(file)]), about)
  const register = () => app.functions.invoke('storage-RegisterUpload', { detail: { object: { key } } })
  // The second one has registered it and taken the object away by the time the first one looks for the object.
  const look = vi.spyOn(app.objects, 'get').mockImplementationOnce(async () => {
    await register()
    return undefined
  })
  onTestFinished(() => look.mockRestore())
  await register()

  expect(await outcome(uploadId)).toMatchObject({ status: 'registered', versionId: uploadId })
})

test('a version of that name that came first stays; the upload says so', async () => {
  const file = archive()
  await upload(app, token, { name: 'large', version: 'taken', file })
  const asked = await ask(file, { versionName: 'taken' })
  await put(asked, file)
  expect(await outcome(asked.uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(/already/) })
})

test('refused after it was copied, because another came first, it leaves nothing behind, told twice or not', async () => {
  const file = archive()
  const asked = await ask(file, { applicationName: 'raced', versionName: '1' })
  const { copy } = app.objects
  const copying = vi.spyOn(app.objects, 'copy').mockImplementationOnce(async (...given) => {
    const copied = await copy(...given)
    await upload(app, token, { name: 'raced', version: '1', file })
    return copied
  })
  onTestFinished(() => copying.mockRestore())
  await put(asked, file)

  expect(await outcome(asked.uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(/already/) })
  expect(copying).toHaveBeenCalledTimes(1)
  const kept = (await app.objects.list('artifacts/')).map(({ key }) => key)
  expect(kept).not.toContain(`artifacts/acme/${asked.uploadId}`)
  expect((await mmc('GET', '/repository?path=/Applications/raced')).json.data[0].versions).toHaveLength(1)
})

test('asked again under its client token it is the same upload', async () => {
  // Of one moment: an archive holds the time it was made.
  const file = archive()
  const first = await ask(file, { clientToken: 't-1' })
  expect(await ask(file, { clientToken: 't-1' })).toEqual(first)
  expect((await ask(file, { clientToken: 't-1', versionName: 'x' })).status).toBe(409)
})

test.each(['1/2', '1|2', ' '])('a version named %o is refused with 400', async (versionName) => {
  expect((await ask(archive(), { versionName })).status).toBe(400)
})
