import { createHash } from 'node:crypto'
import { findServer } from '#app/servers/find-server.ts'
import { fileNotFound, largestFileBytes, putFile } from '#core/servers/server-file.ts'
import { objectFirst } from '#runtime/objects/objects.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family } from '../dialect.ts'
import { FilePath, trimmed } from '../views/server-file.ts'
import { fromLocal } from '../ids.ts'
import { Done, done, Id } from '../types.ts'

/** The family of creating and replacing a file. The content comes first, so that no file is without one. */
export const fileCommand = family({
  input: t.object({ serverId: Id, path: FilePath, content: t.bytes() }),
  rawBody: 'content',
  bodyLimitBytes: largestFileBytes,
  output: Done,
  fails: ['server-not-found', 'server-file-refused'],
  effects: {
    queriesChildren: ['file'],
    creates: ['file'],
    updates: ['server'],
    writesObjects: ['files'],
    deletesObjects: ['files'],
  },
  uses: { findServer },
  async run({ serverId, path: given, content }, context, mode: 'create' | 'replace') {
    const { actor, newUuid, queryChildren, use, commit, objects } = context
    const server = await use.findServer(fromLocal(serverId), serverId)
    const path = trimmed(given)
    const files = await queryChildren.file(server.id)
    if (mode === 'replace' && !files.some((one) => one.path === path)) throw fileNotFound(path)
    const bytes = t.bytesOf(content)
    const contentId = newUuid()
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    const { change } = putFile(server, files, { path, contentId, sizeBytes: bytes.length, sha256 }, actor)
    return objectFirst(objects, 'files', { id: contentId, bytes }, () => commit(change, done))
  },
})
