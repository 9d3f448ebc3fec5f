import type { RepositoryApplication } from '#core/applications/application.ts'
import * as t from '#runtime/declarations/schema.ts'
import { toLocal } from '../ids.ts'

export const VersionView = t.object({ name: t.string(), id: t.string(), parentPath: t.string() })
export const RepositoryView = t.object({
  name: t.string(),
  id: t.string(),
  href: t.string(),
  versions: t.array(VersionView),
})

/** The folder all applications are in, and the only one there is. */
export const applicationsPath = '/Applications'

export const versionViews = ({ name, versions }: RepositoryApplication) =>
  versions.map((version) => ({
    name: version.name,
    id: toLocal(version.id),
    parentPath: `${applicationsPath}/${name}`,
  }))

export const repositoryView = (base: string, application: RepositoryApplication) => ({
  name: application.name,
  id: toLocal(application.id),
  href: `${base}/api/repository/${toLocal(application.id)}`,
  versions: versionViews(application),
})
