import { findOwnServer } from '#app/servers/find-own-server.ts'
import { fileNotFound } from '#core/servers/server-file.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Id } from './_dialect/types.ts'

/** How long the URL may be used to begin with fetching. */
const validSeconds = 5 * 60

/** Returns a URL for downloading a file that belongs in the runtime's home, with its size and SHA-256. */
export default operation({
  name: 'GetFile',
  route: 'GET /agents/{agentId}/files/{path+}',
  example: {
    request: { agentId: '<agentId>', path: '<filePath>' },
    answer: {
      url: 'https://sluice-archives-000000000000-us-east-1.s3.us-east-1.amazonaws.com/files/acme/019caddf-d080-7b3c-8e95-f2a7604d1c38?X-Amz-Expires=300&X-Amz-Signature=f54efbce9338669b',
      sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
      sizeBytes: 2,
      validSeconds: 300,
    },
  },
  permission: 'agents.act',
  input: t.object({ agentId: Id, path: t.string().check(t.maxLength(1000)) }),
  output: t.object({ url: t.string(), sha256: t.string(), sizeBytes: t.int(), validSeconds: t.int() }),
  fails: ['agent-not-found', 'server-not-found', 'server-file-not-found'],
  effects: { reads: ['file'], readsObjects: ['files'] },
  uses: { findOwnServer },
  async run({ agentId, path }, context) {
    const server = await context.use.findOwnServer(agentId)
    const file = await context.read.file(server.id, path)
    if (!file) throw fileNotFound(path)
    const url = await context.objects.signRead('files', file.contentId, validSeconds)
    return { url, sha256: file.sha256, sizeBytes: file.sizeBytes, validSeconds }
  },
})
