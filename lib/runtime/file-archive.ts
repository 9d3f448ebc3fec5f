import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { ApplicationVersion } from '#core/applications/application.ts'
import { registerVersion, type Registration } from '#core/applications/register-version.ts'
import { inspectArchive } from './archive.ts'
import type { Context } from './context.ts'
import { objectFirst, openObjects } from './objects.ts'

/** What filing a version takes, wherever its archive comes from. */
export const registering = {
  reads: ['name', 'repository-application'],
  creates: ['repository-application', 'application-version', 'name'],
  updates: ['repository-application'],
} as const
export const filing = { ...registering, writesObjects: ['artifacts'], deletesObjects: ['artifacts'] } as const

/** The version an archive becomes and the change that files it. Throws `version-taken` and `repository-full`. */
export async function register(
  { read, newUuid }: Pick<Context<typeof registering>, 'read' | 'newUuid'>,
  registration: Registration,
) {
  const taken = await read.name('repository-application', registration.applicationName)
  const known = taken && (await read['repository-application'](taken.id))
  return registerVersion(known, registration, newUuid)
}

/**
 * Files an archive that is at hand: looks into it, puts it where versions are, and makes it one. The object comes first, so
 * that a version is never without its archive; it is taken away again when the version is refused.
 */
export async function fileArchive<Answer>(
  context: Context<typeof filing, Answer>,
  bytes: Uint8Array,
  names: Pick<ApplicationVersion, 'applicationName' | 'name'>,
  answer: (version: ApplicationVersion) => Answer,
): Promise<Answer> {
  const { caller, at, newUuid, commit } = context
  const flows = await inspectArchive(bytes.length, (start, end) =>
    Promise.resolve(Readable.from([bytes.subarray(start, end)], { objectMode: false })),
  )
  const { version, change } = await register(context, {
    tenant: caller.tenant,
    id: newUuid(),
    ...names,
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    flows,
    createdAt: at,
    createdBy: caller.name,
  })
  const objects = openObjects(context.bucket)
  return objectFirst(objects, 'artifacts', { id: version.id, bytes }, () => commit(change, answer(version)))
}
