import { createHash } from 'node:crypto'
import { fileNotFound, largestFileBytes, putFile } from '#core/servers/server-file.ts'
import type { Context } from '#runtime/context.ts'
import { objectFirst, openObjects } from '#runtime/objects.ts'
import * as t from '#runtime/schema.ts'
import { FilePath, trimmed } from './file-view.ts'
import { findServerAlone } from './find.ts'
import { Done, done, Id } from './shapes.ts'

const effects = {
  reads: ['server'],
  collects: ['file'],
  creates: ['file'],
  updates: ['server'],
  writesObjects: ['files'],
  deletesObjects: ['files'],
} as const

/**
 * What creating and replacing a file share. The content comes first, so that no file is without one.
 */
export const fileCommand = (mode: 'create' | 'replace') => ({
  permission: 'files.edit' as const,
  input: t.object({ serverId: Id, path: FilePath, content: t.bytes() }),
  rawBody: 'content' as const,
  bodyLimitBytes: largestFileBytes,
  output: Done,
  fails: [
    'server-not-found',
    'server-file-refused',
    ...(mode === 'replace' ? (['server-file-not-found'] as const) : []),
  ] as const,
  effects,
  async run(
    { serverId, path: given, content }: { serverId: string; path: string; content: string | Uint8Array },
    context: Context<typeof effects, typeof done>,
  ) {
    const { caller, at, newUuid, collect, commit, bucket } = context
    const server = await findServerAlone(context, serverId)
    const path = trimmed(given)
    const files = await collect.file(server.id)
    if (mode === 'replace' && !files.some((one) => one.path === path)) throw fileNotFound(path)
    const bytes = t.bytesOf(content)
    const contentId = newUuid()
    const change = putFile(server, files, {
      tenant: server.tenant,
      serverId: server.id,
      path,
      contentId,
      sizeBytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      modifiedAt: at,
      modifiedBy: caller.name,
    })
    return objectFirst(openObjects(bucket), 'files', { id: contentId, bytes }, () => commit(change, done))
  },
})
