import { findServerGroups } from '#app/servers/find-server-groups.ts'
import { normaliseAgentUrl } from '#core/agents/agent.ts'
import { DomainError } from '#core/errors.ts'
import { isLive } from '#core/servers/lease.ts'
import { registerServer } from '#core/servers/register-server.ts'
import { watch } from '#core/servers/server-status.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, unpermitted } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { groupIdOf } from '../_dialect/ids.ts'
import { serverHref, ServerView, serverView } from '../_dialect/views/server.ts'
import { Group, Name } from '../_dialect/types.ts'

const Groups = t.optional(t.array(Group))

/** Registers a runtime as a server; its agent must have enrolled under the agent URL and be connected. */
export default operation({
  name: 'RegisterServer',
  route: 'POST /api/servers',
  example: {
    request: {
      name: 'example-registered',
      agentUrl: 'http://example-unpaired.test:7777/mmc-support',
      groupIds: ['<groupId>'],
    },
    answer: {
      ...examples.server,
      name: 'example-registered',
      id: 'local$019caddf-d080-7b3c-8e95-f2a7604d1c38',
      groups: [examples.groupOfServer],
      href: 'https://api.example.com/mmc/api/servers/local$019caddf-d080-7b3c-8e95-f2a7604d1c38',
      runningServices: 0,
      stoppedServices: 0,
    },
  },
  permission: 'servers.edit',
  input: t.object({
    name: Name,
    agentUrl: t.string().check(t.minLength(1), t.maxLength(500)),
    groupIds: Groups,
    groups: Groups,
  }),
  output: ServerView,
  status: 201,
  errors: unpermitted(400),
  fails: [
    'server-name-taken',
    'agent-not-found',
    'agent-not-responding',
    'server-already-registered',
    'server-group-not-found',
  ],
  effects: { reads: ['agent', 'lease', 'name'], creates: ['server', 'name'], updates: ['agent'] },
  uses: { findServerGroups },
  async run({ name, agentUrl, groupIds, groups }, { actor, at, base, newUuid, read, use, commit }) {
    const url = normaliseAgentUrl(agentUrl)
    if (await read.name('server', name))
      throw new DomainError('server-name-taken', `A server named ${name} exists already.`)
    const agent = await read.agent(url)
    const lease = agent && (await read.lease(agent.agentId))
    if (!agent || !lease) throw new DomainError('agent-not-found', `No agent has enrolled under ${url}.`)
    if (!isLive(lease, at)) throw new DomainError('agent-not-responding', `The agent at ${url} is not responding.`)
    const wanted = (groupIds ?? groups ?? []).map(groupIdOf)
    const found = await use.findServerGroups(wanted)
    const { after: server, change } = registerServer(agent, { id: newUuid(), name, groupIds: wanted, actor })
    const answer = serverView(base, watch(server, lease, at), found)
    return commit(change, new Reply(answer, { location: serverHref(base, server.id) }))
  },
})
