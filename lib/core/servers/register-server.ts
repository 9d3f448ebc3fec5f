import type { Actor } from '../actor.ts'
import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { freeName, takeName } from '../names.ts'
import type { Agent } from '../agents/agent.ts'
import type { Server } from './server.ts'

export interface Registration {
  id: string
  name: string
  groupIds: string[]
  actor: Actor
}

/** Makes an enrolled agent a server: takes its name, and ties the agent to it so that no other server can have it. */
export function registerServer(agent: Agent, { id, name, groupIds, actor }: Registration) {
  if (agent.serverId !== undefined) {
    throw new DomainError('server-already-registered', `The agent at ${agent.agentUrl} is paired already.`)
  }
  const server: Server = {
    tenant: agent.tenant,
    id,
    version: 1,
    name,
    agentId: agent.agentId,
    agentUrl: agent.agentUrl,
    runtimeVersion: agent.runtimeVersion,
    hostIp: agent.hostIp,
    groupIds,
    // A new document begins above any the agent may still have.
    desired: { generation: 1, applications: {} },
    observed: agent.enrolledWith,
    createdAt: actor.at,
    createdBy: actor.name,
  }
  const change = [
    takeName('server', server, 'server-name-taken'),
    { kind: 'create', entity: 'server', item: server, taken: 'version-conflict', message: 'The id is taken.' },
    { kind: 'update', entity: 'agent', before: agent, set: { serverId: id } },
  ] as const satisfies Change
  return { after: server, change }
}

/** Takes a server out of management; its agent stays enrolled and can be registered again. Refused for cluster members. */
export function unregisterServer(server: Server, agent: Agent | undefined) {
  if (server.clusterId !== undefined) {
    throw new DomainError('server-in-cluster', `Server ${server.name} belongs to a cluster: remove it there first.`)
  }
  const settled = Object.entries(server.observed?.applications ?? {}).filter(([, { digest }]) => digest !== '')
  const applications = settled.map(([name]) => ({
    kind: 'delete' as const,
    entity: 'application' as const,
    before: { tenant: server.tenant, serverId: server.id, name, flows: [], reportedAt: '' },
  }))
  const change = [
    { kind: 'delete', entity: 'server', before: server },
    freeName('server', server),
    ...(agent?.serverId === server.id
      ? [{ kind: 'update' as const, entity: 'agent' as const, before: agent, set: { serverId: undefined } }]
      : []),
    ...applications,
  ] as const satisfies Change
  return { change }
}

export const serverNotFound = (id: string): DomainError =>
  new DomainError('server-not-found', `There is no server with the id ${id}.`)
