import { fileCommand } from '../_dialect/families/server-file.ts'

/** Uploads a file to the Mule home of a server, or replaces it; the server's agent downloads it. */
export default fileCommand.operation({
  name: 'CreateServerFile',
  route: 'POST /api/servers/{serverId}/files/{path+}',
  example: {
    request: { serverId: 'local$<serverId>', path: 'domains/example.zip', content: 'UEsDBA==' },
    answer: '200 OK',
  },
  permission: 'files.edit',
  action: 'create',
})
