import { findOwnLease } from '#app/servers/find-own-lease.ts'
import { hostedDefinition } from '#core/agents/hosted-flows.ts'
import { flowNotFound } from '#core/flows/refuse-move.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowKey, Id } from './_dialect/types.ts'

const VersionText = t.string().check(t.regex(/^[1-9]\d{0,8}$/))

/**
 * Returns a version of the definition of a flow that the runtime is to host. The SHA-256 of the bytes of the answer is the one in
 * the desired document.
 */
export default operation({
  name: 'GetFlowDefinition',
  route: 'GET /agents/{agentId}/flows/{flow}/definitions/{version}',
  example: {
    request: { agentId: '<agentId>', flow: '<hostedFlowName>', version: '1' },
    answer: {
      mediaType: 'application/json',
      text: '{"flowId":"<hostedFlowId>","version":1,"steps":[{"id":"only","component":"log","settings":{}}],"links":[]}',
    },
  },
  permission: 'agents.act',
  input: t.object({ agentId: Id, flow: FlowKey, version: VersionText }),
  output: t.binaryDocument,
  isDocument: true,
  fails: ['agent-not-found', 'flow-not-found'],
  effects: { reads: ['hosting', 'flow'], queriesChildren: ['definition'] },
  uses: { findOwnLease },
  async run({ agentId, flow: key, version: text }, { read, readDefinition, use }) {
    const version = Number(text)
    const { serverId = '' } = await use.findOwnLease(agentId)
    // An agent sees what its own runtime is to host, and of flows nothing else.
    const hosting = await read.hosting(serverId, key)
    const isWanted = hosting && hosting.state !== 'removed' && hosting.definitionVersion === version
    const flow = isWanted ? await read.flow(key) : undefined
    if (!flow || flow.id !== hosting?.flowId) throw flowNotFound(key)
    const definition = hostedDefinition(flow.id, version, await readDefinition(flow, version))
    return { mediaType: 'application/json', text: JSON.stringify(definition) }
  },
})
