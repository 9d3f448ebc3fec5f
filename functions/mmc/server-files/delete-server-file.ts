import { findServer } from '#app/servers/find-server.ts'
import { deleteFile, fileNotFound } from '#core/servers/server-file.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { FilePath, trimmed } from '../_dialect/views/server-file.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Done, done, Id } from '../_dialect/types.ts'

/** Deletes an uploaded file of a server; the server's agent removes it. */
export default operation({
  name: 'DeleteServerFile',
  route: 'DELETE /api/servers/{serverId}/files/{path+}',
  example: { request: { serverId: 'local$<serverId>', path: '<filePath>' }, answer: '200 OK' },
  permission: 'files.edit',
  input: t.object({ serverId: Id, path: FilePath }),
  output: Done,
  fails: ['server-not-found', 'server-file-not-found'],
  effects: { reads: ['file'], updates: ['server'], deletes: ['file'] },
  uses: { findServer },
  async run({ serverId, path }, context) {
    const server = await context.use.findServer(fromLocal(serverId), serverId)
    const file = await context.read.file(server.id, trimmed(path))
    if (!file) throw fileNotFound(trimmed(path))
    return context.commit(deleteFile(server, file, context.actor).change, done)
  },
})
