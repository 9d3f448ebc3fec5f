import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { archive, upload } from '../../_harness/deployments.ts'
import { startEstate } from '../../_harness/estate.ts'

const { app, token, mmc, control } = await startEstate()
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const put = (url: string, body: Uint8Array<ArrayBuffer>) => fetch(url, { method: 'PUT', body })

async function ask(file: Uint8Array, said: object = {}) {
  const body = { applicationName: 'large', sizeBytes: file.length, sha256: sha256(file), ...said }
  const { status, json } = await control('POST', '/uploads', body)
  return { status, ...(json as { uploadId: string; url: string }) }
}
async function outcome(uploadId: string) {
  await app.settled()
  return (await control('GET', `/uploads/${uploadId}`)).json as Record<string, string>
}

test('an archive of 20 MB that is put to the URL becomes a version, as its size and SHA-256 were announced', async () => {
  const file = archive(['IntakeFlow', 'OrderFlow'], 20_000_000)
  const { status, uploadId, url } = await ask(file, { versionName: '1.0' })
  expect(status).toBe(201)
  expect(await outcome(uploadId)).toMatchObject({ status: 'waiting', versionName: '1.0' })

  expect((await put(url, file)).status).toBe(200)

  const { versionId, applicationId } = await outcome(uploadId)
  const { data } = (await mmc('GET', '/repository?path=/Applications/large')).json
  expect(data).toMatchObject([{ id: `local$${applicationId}`, versions: [{ id: `local$${versionId}`, name: '1.0' }] }])
  expect((await app.objects.list('')).map(({ key }) => key)).toEqual([`artifacts/acme/${versionId}`])
})

test('the URL is for one object of that size; another archive under it later changes no version', async () => {
  const file = archive()
  const { uploadId, url } = await ask(file, { versionName: 'once' })
  expect((await put(url, archive(['Other', 'One']))).status).toBe(403)
  expect((await put(url.replace(uploadId, 'other'), file)).status).toBe(403)
  expect((await fetch(url)).status).toBe(403)
  await put(url, file)
  const { versionId } = await outcome(uploadId)

  const swapped = archive(['OtherFlow1'])
  expect(swapped.length).toBe(file.length)
  expect((await put(url, swapped)).status).toBe(200)
  await app.settled()

  const stored = await app.objects.get(`artifacts/acme/${versionId}`)
  expect(stored?.sha256).toBe(sha256(file))
})

test.each([
  ['another SHA-256 than announced', archive(), { sha256: 'ab'.repeat(32) }, /SHA-256/],
  ['no zip', new TextEncoder().encode('not a zip'), {}, /not a zip/],
])('refused with its reason, and nothing is registered: %s', async (_what, file, said, cause) => {
  const { uploadId, url } = await ask(file, { applicationName: 'refused', ...said })
  await put(url, file)

  expect(await outcome(uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(cause) })
  expect((await mmc('GET', '/repository?path=/Applications/refused')).status).toBe(501)
  expect(await app.objects.list('uploads/')).toHaveLength(0)
})

test('a version of that name that came first stays; the upload says so', async () => {
  const file = archive()
  await upload(app, token, { name: 'large', version: 'taken', file })
  const { uploadId, url } = await ask(file, { versionName: 'taken' })
  await put(url, file)
  expect(await outcome(uploadId)).toMatchObject({ status: 'refused', cause: expect.stringMatching(/already/) })
})

test('asked again under its client token it is the same upload', async () => {
  const first = await ask(archive(), { clientToken: 't-1' })
  expect(await ask(archive(), { clientToken: 't-1' })).toEqual(first)
  expect((await ask(archive(), { clientToken: 't-1', versionName: 'x' })).status).toBe(409)
})
