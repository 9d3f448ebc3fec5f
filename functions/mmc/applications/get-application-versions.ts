import { applicationNotFound } from '#core/applications/application.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, refusal, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { VersionView, versionViews } from '../_dialect/views/application.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/**
 * Lists the versions of an application. An unknown application is 501 and the id of a version 502, as in the console.
 */
export default operation({
  name: 'GetApplicationVersions',
  route: 'GET /api/repository/{applicationId}',
  example: {
    request: { applicationId: 'local$<applicationId>' },
    answer: { total: 1, data: [examples.applicationVersion] },
  },
  permission: 'applications.read',
  input: t.object({ applicationId: Id }),
  output: listOf(VersionView),
  errors: unpermitted(500),
  fails: ['application-not-found', 'version-given'],
  effects: { reads: ['repository-application', 'application-version'] },
  async run({ applicationId }, { read }) {
    const id = fromLocal(applicationId)
    const application = await read['repository-application'](id)
    if (application) return list(versionViews(application))
    const version = await read['application-version'](id)
    if (version) throw refusal('version-given', `${applicationId} is the id of a version, not of an application.`)
    throw applicationNotFound(applicationId)
  },
})
