import { applicationNotFound } from '#core/applications/application.ts'
import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { applicationsPath, repositoryView, RepositoryView } from '../_dialect/views/application.ts'
import { list, listOf } from '../_dialect/types.ts'

/** Lists the applications of the repository with their versions; `path` narrows it to one application. */
export default operation({
  name: 'ListApplications',
  route: 'GET /api/repository',
  example: {
    request: { path: '/Applications/' },
    answer: {
      total: 1,
      data: [
        {
          name: '<applicationName>',
          id: 'local$<applicationId>',
          href: 'https://api.example.com/mmc/api/repository/local$<applicationId>',
          versions: [examples.applicationVersion],
        },
      ],
    },
  },
  permission: 'applications.read',
  watchable: true,
  input: t.object({ path: t.optional(t.string().check(t.maxLength(300))) }),
  query: ['path'],
  output: listOf(RepositoryView),
  errors: unpermitted(500),
  fails: ['application-not-found'],
  effects: {
    lists: ['repository-application'],
    reads: ['name', 'repository-application'],
    readsMany: ['repository-application'],
  },
  async run({ path = applicationsPath }, { base, list: lists, read, readMany }) {
    const [, folder, name, ...rest] = path.replace(/\/$/, '').split('/')
    if (`/${folder}` !== applicationsPath || rest.length > 0) throw applicationNotFound(path)
    if (name === undefined) {
      const ids = (await all(lists['repository-application'])).map(({ id }) => id)
      const applications = await readMany['repository-application'](ids)
      return list(
        applications.sort((one, other) => (one.id < other.id ? -1 : 1)).map((one) => repositoryView(base, one)),
      )
    }
    const taken = await read.name('repository-application', name)
    const application = taken && (await read['repository-application'](taken.id))
    if (!application) throw applicationNotFound(path)
    return list([repositoryView(base, application)])
  },
})
