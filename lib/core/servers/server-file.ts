import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import { updateDesired } from './command-server.ts'
import type { Server } from './server.ts'

/**
 * A file that was put on a server through us: what is to be in its home, which its agent fetches. Its content is an object
 * that never changes; another content is another object.
 */
export interface ServerFile {
  tenant: string
  serverId: string
  /** Below the home of the runtime, segments divided by `/`. */
  path: string
  contentId: string
  sizeBytes: number
  /** Of the content, in hex. */
  sha256: string
  modifiedAt: string
  modifiedBy: string
}

/** What of a file is given: where it is to be, and its content. */
export type FileContent = Pick<ServerFile, 'path' | 'contentId' | 'sizeBytes' | 'sha256'>

/** A list of them is read whole, with every change of one. */
export const mostFiles = 1000
/** In base64, as a gateway hands it to a function, it is 6 MB. */
export const largestFileBytes = 4_500_000
/** A sort key has 1024 bytes. */
const longestPathBytes = 1000
const longestSegmentBytes = 255

/**
 * Why a path is none below a home, if it is not: a system that reads it in its own way, or decodes it again, must not be led
 * out either.
 */
export function pathProblem(path: string): string | undefined {
  const bytes = (text: string) => Buffer.byteLength(text)
  const segments = path.split('/')
  if (bytes(path) > longestPathBytes) return `is over ${longestPathBytes} bytes`
  if (!path.isWellFormed() || /[\p{Cc}\\]/u.test(path)) return 'holds a backslash, a control character or half of one'
  if (/%(?:2e|2f|5c|00|25)/i.test(path)) return 'holds an encoded dot, slash, backslash, NUL or percent sign'
  if (/^[a-z]:/i.test(path)) return 'is absolute'
  if (segments.some((one) => one.trim() === '')) return 'has an empty segment'
  if (segments.some((one) => /^\.+\s*$/.test(one))) return 'has a segment of dots alone'
  if (segments.some((one) => bytes(one) > longestSegmentBytes)) return `has a segment over ${longestSegmentBytes} bytes`
  return undefined
}

/** Creates a file of a server or replaces it, and lets its agent know. Throws `server-file-refused`. */
export function putFile(server: Server, files: readonly ServerFile[], content: FileContent, actor: Actor) {
  const { path } = content
  const others = files.filter((one) => one.path !== path)
  if (others.length >= mostFiles)
    throw refused(`Server ${server.name} has ${mostFiles} files already, the most there may be.`)
  const file: ServerFile = {
    ...content,
    tenant: server.tenant,
    serverId: server.id,
    modifiedAt: actor.at,
    modifiedBy: actor.name,
  }
  const inTheWay = others.find((one) => path.startsWith(`${one.path}/`) || one.path.startsWith(`${path}/`))
  if (inTheWay) throw refused(`${inTheWay.path} is there: a path is a file or a directory, not both.`)
  return { change: [{ kind: 'put', entity: 'file', item: file }, tell(server, actor)] as const }
}

/** Deletes a file of a server, and lets its agent know. */
export const deleteFile = (server: Server, file: ServerFile, actor: Actor) => ({
  change: [{ kind: 'delete', entity: 'file', before: file }, tell(server, actor)] as const,
})

/** The document's own number tells sets of files apart: it never comes again. */
const tell = (server: Server, actor: Actor) =>
  updateDesired(server, { filesGeneration: server.desired.generation + 1 }, actor)

/** A file, or a directory that is there because a file is in it. */
export interface Entry {
  path: string
  isDirectory: boolean
  sizeBytes: number
  modifiedAt: string
}

/** All files and the directories on the way to them, by path. A directory is as new as the newest file in it. */
export function entriesOf(files: readonly ServerFile[]): Entry[] {
  const entries = new Map<string, Entry>()
  for (const { path, sizeBytes, modifiedAt } of files) {
    entries.set(path, { path, isDirectory: false, sizeBytes, modifiedAt })
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const folder = path.slice(0, end)
      const known = entries.get(folder)?.modifiedAt ?? ''
      const newest = known > modifiedAt ? known : modifiedAt
      entries.set(folder, { path: folder, isDirectory: true, sizeBytes: 0, modifiedAt: newest })
    }
  }
  return [...entries.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
}

export const fileNotFound = (path: string): DomainError =>
  new DomainError('server-file-not-found', `There is no file ${path} that was put there through this API.`)

const refused = (message: string): DomainError => new DomainError('server-file-refused', message)
