import { registerVersion } from '#app/applications/register-version.ts'
import { archiveRefused } from '#core/applications/archive-refused.ts'
import { isOverdue, overdue, type Upload } from '#core/applications/upload.ts'
import { DomainError } from '#core/errors.ts'
import { inspectArchive } from '#runtime/objects/archive.ts'
import type { Objects } from '#runtime/objects/objects.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Makes an archive that has arrived under a signed URL a version: if it has the size and SHA-256 that were announced, and
 * is a zip. The bucket verified the SHA-256 as it came in and copies it to where versions are, so its bytes never pass
 * through here. It is copied as it was checked, since the URL may be used again; the upload says what became of it. The
 * same arrival may be told twice, and an upload is registered once.
 */
export default task({
  name: 'RegisterUpload',
  objectCreated: 'uploads',
  // The bucket takes its time to copy a gigabyte.
  timeoutSeconds: 300,
  input: t.object({ detail: t.object({ object: t.object({ key: t.string() }) }) }),
  effects: {
    reads: ['upload'],
    updates: ['upload'],
    readsObjects: ['uploads'],
    writesObjects: ['artifacts'],
    deletesObjects: ['uploads', 'artifacts'],
  },
  uses: { registerVersion },
  async run({ detail }, { forTenant }) {
    const [, tenant = '', id = ''] = detail.object.key.split('/')
    const context = forTenant(tenant)
    const { read, commit, at } = context
    const upload = await read.upload(id)
    const objects = context.objects
    if (upload?.status !== 'waiting') {
      // Settled already: what came again is of no use, and what nobody asked for is dropped after a day.
      if (upload) await objects.remove('uploads', id)
      if (upload?.status === 'refused') await objects.remove('artifacts', id)
      return { registered: false }
    }
    const settle = (set: Partial<Upload>) => ({ kind: 'update', entity: 'upload', before: upload, set }) as const
    try {
      if (isOverdue(upload, at)) throw overdue(upload)
      const { etag, flows } = await check(objects, upload)
      const { applicationName, versionName: name, sizeBytes, sha256, requestedBy: createdBy } = upload
      const registration = { tenant, id, applicationName, name, sizeBytes, sha256, flows, createdAt: at, createdBy }
      const { after: version, change } = await context.use.registerVersion(registration)
      await objects.copy('uploads', 'artifacts', id, etag)
      await commit([...change, settle({ status: 'registered', applicationId: version.applicationId })], undefined)
    } catch (error) {
      if (!(error instanceof DomainError) || error.code === 'version-conflict' || error.code === 'throttled')
        throw error
      await commit([settle({ status: 'refused', cause: error.message })], undefined)
      // It may have been copied before it was refused. Nothing registers it from here on.
      await objects.remove('artifacts', id)
    }
    await objects.remove('uploads', id)
    return { registered: true }
  },
})

/** What the archive declares, when it is what was announced. The object is read as one, whatever comes after it. */
async function check(
  objects: Pick<Objects<'uploads', never, never>, 'head' | 'read'>,
  { id, sizeBytes, sha256 }: Upload,
) {
  const object = await objects.head('uploads', id)
  if (!object) throw archiveRefused('it is not there any more.')
  if (object.sizeBytes !== sizeBytes)
    throw archiveRefused(`it has ${object.sizeBytes} bytes, and ${sizeBytes} were announced.`)
  if (object.sha256 !== sha256.toLowerCase())
    throw archiveRefused('it was not put with the SHA-256 that was announced.')
  const { etag } = object
  const flows = await inspectArchive(sizeBytes, (start, end) => objects.read('uploads', id, etag, { start, end }))
  return { etag, flows }
}
