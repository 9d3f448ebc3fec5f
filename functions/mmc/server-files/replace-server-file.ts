import { unpermitted } from '../_dialect/dialect.ts'
import { fileCommand } from '../_dialect/families/server-file.ts'

/** Replaces an uploaded file of a server; the server's agent downloads the new one. */
export default fileCommand.operation({
  name: 'ReplaceServerFile',
  route: 'PUT /api/servers/{serverId}/files/{path+}',
  example: { request: { serverId: 'local$<serverId>', path: '<filePath>', content: 'YWdhaW4=' }, answer: '200 OK' },
  errors: unpermitted(405),
  permission: 'files.edit',
  fails: ['server-file-not-found'],
  action: 'replace',
})
