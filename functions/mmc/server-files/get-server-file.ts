import { findServer } from '#app/servers/find-server.ts'
import { DomainError } from '#core/errors.ts'
import { entriesOf, fileNotFound } from '#core/servers/server-file.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import { FilePath, fileView, trimmed } from '../_dialect/views/server-file.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id } from '../_dialect/types.ts'

/** Returns an uploaded file of a server, or with `metadata=true` the description of a file or directory. */
export default operation({
  name: 'GetServerFile',
  route: 'GET /api/servers/{serverId}/files/{path+}',
  example: {
    request: { serverId: 'local$<serverId>', path: '<filePath>', metadata: false },
    answer: { mediaType: 'application/octet-stream', base64: 'aGk=' },
  },
  permission: 'files.read',
  input: t.object({ serverId: Id, path: FilePath, metadata: t.optional(t.boolean()) }),
  query: ['metadata'],
  output: t.binaryDocument,
  isDocument: true,
  fails: ['server-not-found', 'server-file-not-found'],
  effects: { reads: ['file'], queriesChildren: ['file'], readsObjects: ['files'] },
  uses: { findServer },
  async run({ serverId, path: given, metadata }, context) {
    const server = await context.use.findServer(fromLocal(serverId), serverId)
    const path = trimmed(given)
    if (metadata) {
      const entry = entriesOf(await context.queryChildren.file(server.id)).find((one) => one.path === path)
      if (!entry) throw fileNotFound(path)
      return { mediaType: 'application/json', text: JSON.stringify(fileView(entry)) }
    }
    const file = await context.read.file(server.id, path)
    if (!file) throw fileNotFound(path)
    const content = await context.objects.readAll('files', file.contentId)
    if (!content) throw new DomainError('version-conflict', 'The file was replaced at the same moment.')
    return { mediaType: 'application/octet-stream', base64: content.toString('base64') }
  },
})
