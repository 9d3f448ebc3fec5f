import { addArchive } from '#app/applications/add-archive.ts'
import { unnamedApplication, versionNameOf } from '#core/applications/application.ts'
import { DomainError } from '#core/errors.ts'
import { form } from '#runtime/declarations/form.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { toLocal } from '../_dialect/ids.ts'

/** An application archive, in base64: `mule-config.xml` with one flow. */
const archive =
  'UEsDBBQAAAAAAG5LeV3A1nzubwAAAG8AAAAPAAAAbXVsZS1jb25maWcueG1sPG11bGU+PGZsb3cgbmFtZT0iSW50YWtlRmxvdyI+PHZtOmluYm91bmQtZW5kcG9pbnQgcGF0aD0iaW50YWtlZmxvdyIgZXhjaGFuZ2UtcGF0dGVybj0ib25lLXdheSIvPjwvZmxvdz48L211bGU+UEsBAhQAFAAAAAAAbkt5XcDWfO5vAAAAbwAAAA8AAAAAAAAAAAAAAAAAAAAAAG11bGUtY29uZmlnLnhtbFBLBQYAAAAAAQABAD0AAACcAAAAAAA='

/**
 * Uploads an archive to the repository as a version of an application, and creates the application if there is none
 * of that name.
 */
export default operation({
  name: 'UploadApplication',
  route: 'POST /api/repository',
  example: {
    request: { file: archive, name: 'example-new', version: '1.0' },
    answer: {
      versionId: 'local$019caddf-d080-7b3c-8e95-f2a7604d1c38',
      applicationId: 'local$019caddf-d080-7c12-9a4f-83d5b0e7f162',
    },
  },
  permission: 'applications.edit',
  input: t.object({
    file: t.optional(t.bytes()),
    name: t.optional(t.string().check(t.maxLength(100), t.regex(/^[^|/\p{Cc}]*$/u))),
    version: t.optional(t.string().check(t.maxLength(100), t.regex(/^[^|/\p{Cc}]*$/u))),
  }),
  form: form({ texts: ['name', 'version'], file: 'file' }),
  largerBodies: 'Ask the control API for an upload (POST /v1/uploads) and PUT the archive to the URL it gives.',
  output: t.object({ versionId: t.string(), applicationId: t.string() }),
  errors: {
    ...unpermitted(400),
    'input-malformed': { status: 500, name: 'ArchiveMissing' },
    'body-too-large': { status: 500, name: 'ArchiveTooLarge' },
  },
  fails: ['version-taken', 'repository-full', 'archive-missing', 'archive-not-zip', 'archive-refused'],
  uses: { addArchive },
  async run({ file, name, version }, context) {
    if (file === undefined || file.length === 0)
      throw new DomainError('archive-missing', 'No valid file was given: the part `file` is missing or empty.')
    const names = {
      applicationName: name?.trim() || unnamedApplication,
      name: version?.trim() || versionNameOf(context.at),
    }
    const { version: added, change, storeFirst } = await context.use.addArchive(t.bytesOf(file), names)
    const answer = { versionId: toLocal(added.id), applicationId: toLocal(added.applicationId) }
    return storeFirst(() => context.commit(change, answer))
  },
})
