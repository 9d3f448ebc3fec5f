import type { Actor } from '../actor.ts'
import { DomainError } from '../errors.ts'
import type { Count, Create, Put, Update } from '../change.ts'
import { longestPause, type Lease } from '../servers/lease.ts'
import type { Report } from '../servers/report.ts'
import { registerServer } from '../servers/register-server.ts'
import type { Server } from '../servers/server.ts'
import { usesOf, type Agent, type EnrolmentToken } from './agent.ts'

export interface Enrolment {
  agentId: string
  serverId: string
  agentUrl: string
  name: string
  secretHash: string
  runtimeVersion: string
  hostIp: string
  actor: Actor
}

type EnrolmentChange = (Count | Create<'agent' | 'server' | 'name'> | Put<'lease'> | Update<'agent' | 'server'>)[]

/**
 * Enrols a runtime: its agent, its lease and, with an auto-registering token, its server, in one transaction that also
 * uses the token up by one. The same agent URL again replaces the credential (the old one is refused from then on) and
 * keeps agent and server; nothing is duplicated.
 */
export function enrol(
  token: EnrolmentToken,
  known: { agent?: Agent; lease?: Lease; server?: Server },
  enrolment: Enrolment,
) {
  const { agentUrl, secretHash, runtimeVersion, hostIp, actor } = enrolment
  const { at } = actor
  const { tenant } = token
  const agentId = known.agent?.agentId ?? enrolment.agentId
  const described = {
    name: enrolment.name,
    runtimeVersion,
    hostIp,
    enrolledAt: at,
    enrolmentTokenId: token.id,
    enrolledWith: firstSight(at),
  }
  const agent: Agent = { ...known.agent, tenant, agentUrl, agentId, version: known.agent?.version ?? 1, ...described }
  const leaseFor = (server: { id: string; generation: number } | undefined): Lease => ({
    tenant,
    agentId,
    secretHash,
    serverId: server?.id,
    bootId: '',
    seq: 0,
    status: 'starting',
    observedGeneration: 0,
    desiredGeneration: server?.generation ?? 0,
    lastSeenAt: at,
    intervalSeconds: longestPause(0),
    announced: known.lease?.announced,
  })
  const use = {
    kind: 'count',
    entity: 'tally',
    tenant,
    name: usesOf(token.id),
    by: 1,
    atMost: token.maxUses,
    exceeded: 'credentials-rejected',
    message: 'The enrolment token has been used as often as it may be.',
  } as const
  const putLease = (item: Lease) => ({ kind: 'put', entity: 'lease', item }) as const
  if (known.agent) {
    // Who may enrol runtimes may not for that take over a server, with its files and archives: that is for who may edit it.
    if (known.agent.serverId && !token.autoRegister) {
      throw new DomainError(
        'credentials-rejected',
        `${agentUrl} is a server already. To enrol it again, use an enrolment token with autoRegister.`,
      )
    }
    // What the host reported in its former life is in the way of its first report: boots are counted from one again.
    const afresh = known.server?.observed && { ...known.server.observed, bootId: '', seq: 0 }
    const change: EnrolmentChange = [
      use,
      { kind: 'update', entity: 'agent', before: known.agent, set: described },
      putLease(leaseFor(known.server && { id: known.server.id, generation: known.server.desired.generation })),
      ...(known.server && afresh
        ? [{ kind: 'update' as const, entity: 'server' as const, before: known.server, set: { observed: afresh } }]
        : []),
    ]
    return { after: { agentId, serverId: agent.serverId }, change }
  }
  const registered = token.autoRegister
    ? registerServer(agent, {
        id: enrolment.serverId,
        name: enrolment.name,
        groupIds: [],
        actor,
      })
    : undefined
  const create = {
    kind: 'create',
    entity: 'agent',
    item: { ...agent, serverId: registered?.after.id },
    taken: 'version-conflict',
    message: 'The agent is enrolling at this moment.',
  } as const
  const [name, server] = registered?.change ?? []
  const change: EnrolmentChange = [
    use,
    create,
    putLease(leaseFor(registered && { id: registered.after.id, generation: registered.after.desired.generation })),
    ...(name && server ? [name, server] : []),
  ]
  return { after: { agentId, serverId: registered?.after.id }, change }
}

/** What is known of a runtime that has said no more than that it is there. */
const firstSight = (at: string) => ({
  bootId: '',
  seq: 0,
  status: 'running' as const satisfies Report['status'],
  commandGeneration: 0,
  startedAt: at,
  changedAt: at,
  applications: {},
})
