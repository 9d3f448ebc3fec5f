import { registerVersion as decide, type Registration } from '#core/applications/register-version.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * Decides which version of which application an archive becomes; who uses it commits the change. Throws `version-taken` and
 * `repository-full`.
 */
export const registerVersion = useCase({
  effects: {
    reads: ['name', 'repository-application'],
    creates: ['repository-application', 'application-version', 'name'],
    updates: ['repository-application'],
  },
  async run({ read, newUuid }, registration: Registration) {
    const taken = await read.name('repository-application', registration.applicationName)
    const known = taken && (await read['repository-application'](taken.id))
    return decide(known, registration, newUuid)
  },
})
