import { findServer } from '#app/servers/find-server.ts'
import { entriesOf } from '#core/servers/server-file.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import { FileView, fileView } from '../_dialect/views/server-file.ts'
import { fromLocal } from '../_dialect/ids.ts'
import { Id, list, listOf } from '../_dialect/types.ts'

/** Lists the uploaded files of a server and their directories. */
export default operation({
  name: 'ListServerFiles',
  route: 'GET /api/servers/{serverId}/files',
  example: {
    request: { serverId: 'local$<serverId>' },
    answer: {
      total: 2,
      data: [
        {
          name: 'conf',
          size: 0,
          absolutePath: '/conf',
          directory: true,
          lastModified: 1772443800000,
          friendlySize: '',
          userCanExecute: true,
          userCanRead: true,
          userCanWrite: true,
          friendlyName: 'conf/',
        },
        {
          name: 'example.txt',
          size: 2,
          absolutePath: '/conf/example.txt',
          directory: false,
          lastModified: 1772443800000,
          friendlySize: '2 bytes',
          userCanExecute: false,
          userCanRead: true,
          userCanWrite: true,
          friendlyName: 'example.txt',
        },
      ],
    },
  },
  permission: 'files.read',
  input: t.object({ serverId: Id }),
  output: listOf(FileView),
  errors: unpermitted(405),
  fails: ['server-not-found'],
  effects: { queriesChildren: ['file'] },
  uses: { findServer },
  async run({ serverId }, context) {
    const server = await context.use.findServer(fromLocal(serverId), serverId)
    return list(entriesOf(await context.queryChildren.file(server.id)).map(fileView))
  },
})
