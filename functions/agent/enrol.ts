import { normaliseAgentUrl } from '#core/agents/agent.ts'
import { enrol } from '#core/agents/enrol.ts'
import { DomainError } from '#core/errors.ts'
import { agentText } from '#runtime/credentials/agent-credentials.ts'
import { hashSecret, newSecret } from '#runtime/credentials/random-secrets.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/**
 * Enrols a runtime with an enrolment token and issues its credential; enrolling the same agent URL again replaces the
 * credential.
 */
export default operation({
  name: 'Enrol',
  route: 'POST /agents',
  example: {
    request: {
      protocol: 1,
      name: 'example-new',
      agentUrl: 'http://new.test:7777/mmc-support',
      hostIp: '10.0.0.1',
      runtimeVersion: '3.8.0',
    },
    answer: {
      agentId: '019caddf-d080-7b3c-8e95-f2a7604d1c38',
      credential: 'sla.acme.019caddf-d080-7b3c-8e95-f2a7604d1c38.EXAMPLE',
    },
  },
  permission: 'agents.enrol',
  // A fleet of 500 may enrol at once.
  rate: { perSecond: 100, burst: 500 },
  input: t.object({
    protocol: t.literal(1),
    name: t.string().check(t.minLength(1), t.maxLength(100)),
    agentUrl: t.string().check(t.maxLength(500)),
    runtimeVersion: t.string().check(t.minLength(1), t.maxLength(40)),
    hostIp: t.string().check(t.maxLength(60)),
  }),
  output: t.object({ agentId: t.string(), credential: t.string(), serverId: t.optional(t.string()) }),
  status: 201,
  fails: ['server-name-taken'],
  effects: {
    reads: ['enrolment-token', 'agent', 'lease', 'server'],
    creates: ['agent', 'lease', 'server', 'name'],
    updates: ['agent', 'server', 'tally'],
  },
  async run({ agentUrl, name, runtimeVersion, hostIp }, { caller, actor, newUuid, read, commit }) {
    const token = await read['enrolment-token'](caller.id)
    if (!token) throw new DomainError('credentials-rejected', 'The enrolment token has been revoked.')
    const url = normaliseAgentUrl(agentUrl)
    const agent = await read.agent(url)
    const lease = agent && (await read.lease(agent.agentId))
    const server = agent?.serverId === undefined ? undefined : await read.server(agent.serverId)
    const secret = newSecret()
    const {
      after: { agentId, serverId },
      change,
    } = enrol(
      token,
      { agent, lease, server },
      {
        agentId: newUuid(),
        serverId: newUuid(),
        agentUrl: url,
        name,
        secretHash: hashSecret(secret),
        runtimeVersion,
        hostIp,
        actor,
      },
    )
    return commit(change, { agentId, credential: agentText(caller.tenant, agentId, secret), serverId })
  },
})
