import { applicationNotFound } from '#core/applications/application.ts'
import { deleteVersions } from '#core/applications/delete-version.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Deletes an application with all its versions, or one version by its id; what is deployed stays deployed. */
export default operation({
  name: 'DeleteApplication',
  route: 'DELETE /api/repository/{applicationId}',
  example: { request: { applicationId: 'local$<applicationId>' }, answer: '200 OK' },
  permission: 'applications.edit',
  input: t.object({ applicationId: Id }),
  output: Done,
  errors: unpermitted(502),
  fails: ['application-not-found'],
  effects: {
    reads: ['repository-application', 'application-version'],
    updates: ['repository-application'],
    deletes: ['repository-application', 'application-version', 'name'],
  },
  async run({ applicationId }, { read, commit }) {
    const id = fromLocal(applicationId)
    const version = await read['application-version'](id)
    // More versions than one transaction takes go in several, each of which leaves a whole application behind.
    for (;;) {
      const application = await read['repository-application'](version?.applicationId ?? id)
      if (!application) throw applicationNotFound(applicationId)
      const versionIds = version ? [version.id] : application.versions.map((one) => one.id)
      const { after, change } = deleteVersions(application, versionIds)
      await commit(change, done)
      if (after.rest === 0) return done
    }
  },
})
