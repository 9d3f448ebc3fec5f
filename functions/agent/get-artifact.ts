import { versionNotFound } from '#core/applications/application.ts'
import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { Id } from './_dialect/types.ts'

/** How long the URL may be used to begin with fetching. */
const validSeconds = 15 * 60

/** Returns a URL for downloading an archive that the runtime should run, with its size and SHA-256. */
export default operation({
  name: 'GetArtifact',
  route: 'GET /agents/{agentId}/artifacts/{versionId}',
  example: {
    request: { agentId: '<agentId>', versionId: '<versionId>' },
    answer: {
      url: 'https://sluice-archives-000000000000-us-east-1.s3.us-east-1.amazonaws.com/artifacts/acme/<versionId>?X-Amz-Expires=900&X-Amz-Signature=f54efbce9338669b',
      sha256: '4dc6938da73c17e704a0e554f6cb6f099a0ac5f26c8945e5843f07e977be2264',
      sizeBytes: 239,
      validSeconds: 900,
    },
  },
  permission: 'agents.act',
  input: t.object({ agentId: Id, versionId: Id }),
  output: t.object({ url: t.string(), sha256: t.string(), sizeBytes: t.int(), validSeconds: t.int() }),
  fails: ['agent-not-found', 'version-not-found'],
  effects: { reads: ['lease', 'server', 'application-version'], readsObjects: ['artifacts'] },
  async run({ agentId, versionId }, { caller, read, objects }) {
    const lease = agentId === caller.id ? await read.lease(agentId) : undefined
    if (!lease) throw new DomainError('agent-not-found', 'The credential is another agent’s.')
    const server = lease.serverId === undefined ? undefined : await read.server(lease.serverId)
    // An agent sees what its own runtime should run, and of the repository nothing else.
    const isWanted = Object.values(server?.desired.applications ?? {}).some((one) => one.versionId === versionId)
    const version = isWanted ? await read['application-version'](versionId) : undefined
    if (!version) throw versionNotFound(versionId)
    const url = await objects.signRead('artifacts', versionId, validSeconds)
    return { url, sha256: version.sha256, sizeBytes: version.sizeBytes, validSeconds }
  },
})
