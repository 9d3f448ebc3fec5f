import { pathProblem, type Entry } from '#core/servers/server-file.ts'
import * as t from '#runtime/declarations/schema.ts'

/** A trailing slash is ignored. */
export const trimmed = (path: string): string => path.replace(/\/$/, '')

export const FilePath = t.string().check(
  t.refine<string>((path) => pathProblem(trimmed(path)) === undefined, {
    error: ({ input }) => pathProblem(trimmed(String(input))) ?? '',
    params: { kind: 'pattern' },
  }),
)

export const FileView = t.object({
  name: t.string(),
  size: t.int(),
  absolutePath: t.string(),
  directory: t.boolean(),
  lastModified: t.int(),
  friendlySize: t.string(),
  userCanExecute: t.boolean(),
  userCanRead: t.boolean(),
  userCanWrite: t.boolean(),
  friendlyName: t.string(),
})

/** A path is absolute as counted from the Mule home, which only the runtime's host knows. */
export function fileView({ path, isDirectory, sizeBytes, modifiedAt }: Entry): t.Of<typeof FileView> {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return {
    name,
    size: sizeBytes,
    absolutePath: `/${path}`,
    directory: isDirectory,
    lastModified: Date.parse(modifiedAt),
    friendlySize: isDirectory ? '' : friendlySize(sizeBytes),
    userCanExecute: isDirectory,
    userCanRead: true,
    userCanWrite: true,
    friendlyName: isDirectory ? `${name}/` : name,
  }
}

const units = ['bytes', 'KB', 'MB', 'GB'] as const

/** As Commons IO words it, rounded down: `512 bytes`, `4 KB`. */
function friendlySize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10))
  return `${Math.floor(bytes / 1024 ** power)} ${units[power]}`
}
