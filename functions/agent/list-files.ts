import { findOwnServer } from '#app/servers/find-own-server.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Id } from './_dialect/types.ts'

/** Lists all files that belong in the runtime's home, with their sizes and SHA-256. */
export default operation({
  name: 'ListFiles',
  route: 'GET /agents/{agentId}/files',
  example: {
    request: { agentId: '<agentId>' },
    answer: {
      filesGeneration: 3,
      files: [
        {
          path: '<filePath>',
          sizeBytes: 2,
          sha256: '8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4',
        },
      ],
    },
  },
  permission: 'agents.act',
  input: t.object({ agentId: Id }),
  output: t.object({
    /** Of this set, or an older one: then there is another by now. */
    filesGeneration: t.int(),
    files: t.array(t.object({ path: t.string(), sizeBytes: t.int(), sha256: t.string() })),
  }),
  fails: ['agent-not-found', 'server-not-found'],
  effects: { queriesChildren: ['file'] },
  uses: { findOwnServer },
  async run({ agentId }, context) {
    const server = await context.use.findOwnServer(agentId)
    const files = await context.queryChildren.file(server.id)
    return {
      filesGeneration: server.desired.filesGeneration ?? 0,
      files: files.map(({ path, sizeBytes, sha256 }) => ({ path, sizeBytes, sha256 })),
    }
  },
})
