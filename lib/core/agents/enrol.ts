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

interface Known {
  agent?: Agent
  lease?: Lease
  server?: Server
}

/**
 * Enrols a runtime: its agent, its lease and, with an auto-registering token, its server, in one transaction that also
 * uses the token up by one. The same agent URL again replaces the credential (the old one is refused from then on) and
 * keeps agent and server; nothing is duplicated.
 */
export function enrol(
  token: EnrolmentToken,
  known: Known,
  enrolment: Enrolment,
): { after: { agentId: string; serverId: string | undefined }; change: EnrolmentChange } {
  const { agent, lease, server } = known
  return agent ? enrolAgain(token, { agent, lease, server }, enrolment) : enrolFirst(token, enrolment)
}

/** A runtime whose agent URL is known: agent and server stay, the credential is another. */
function enrolAgain(token: EnrolmentToken, { agent, lease, server }: Known & { agent: Agent }, enrolment: Enrolment) {
  // Who may enrol runtimes may not for that take over a server, with its files and archives: that is for who may edit it.
  if (agent.serverId && !token.autoRegister) {
    throw new DomainError(
      'credentials-rejected',
      `${enrolment.agentUrl} is a server already. To enrol it again, use an enrolment token with autoRegister.`,
    )
  }
  const { agentId, serverId } = agent
  // What the host reported in its former life is in the way of its first report: boots are counted from one again.
  const observed = server?.observed && { ...server.observed, bootId: '', seq: 0 }
  const change: EnrolmentChange = [
    use(token),
    { kind: 'update', entity: 'agent', before: agent, set: described(token, enrolment) },
    putLease(token, agentId, enrolment, lease, server),
    ...(server && observed
      ? [{ kind: 'update' as const, entity: 'server' as const, before: server, set: { observed } }]
      : []),
  ]
  return { after: { agentId, serverId }, change }
}

/** A runtime seen for the first time. */
function enrolFirst(token: EnrolmentToken, enrolment: Enrolment) {
  const { agentId, agentUrl, actor } = enrolment
  const { tenant } = token
  const agent: Agent = { tenant, agentUrl, agentId, version: 1, ...described(token, enrolment) }
  const { serverId: id, name } = enrolment
  const registered = token.autoRegister ? registerServer(agent, { id, name, groupIds: [], actor }) : undefined
  const server = registered?.after
  // Its third change, of the agent, is in the agent's own creation.
  const [takenName, created] = registered?.change ?? []
  const change: EnrolmentChange = [
    use(token),
    {
      kind: 'create',
      entity: 'agent',
      item: { ...agent, serverId: server?.id },
      taken: 'version-conflict',
      message: 'The agent is enrolling at this moment.',
    },
    putLease(token, agentId, enrolment, undefined, server),
    ...(takenName && created ? [takenName, created] : []),
  ]
  return { after: { agentId, serverId: server?.id }, change }
}

const described = (token: EnrolmentToken, { name, runtimeVersion, hostIp, actor: { at } }: Enrolment) => ({
  name,
  runtimeVersion,
  hostIp,
  enrolledAt: at,
  enrolmentTokenId: token.id,
  enrolledWith: firstSight(at),
})

const use = ({ tenant, id, maxUses }: EnrolmentToken) =>
  ({
    kind: 'count',
    entity: 'tally',
    tenant,
    name: usesOf(id),
    by: 1,
    atMost: maxUses,
    exceeded: 'credentials-rejected',
    message: 'The enrolment token has been used as often as it may be.',
  }) as const

/** The lease under the new credential. What was announced of the server stays announced. */
function putLease(
  { tenant }: EnrolmentToken,
  agentId: string,
  { secretHash, actor: { at } }: Enrolment,
  former: Lease | undefined,
  server: Server | undefined,
): Put<'lease'> {
  const item: Lease = {
    tenant,
    agentId,
    secretHash,
    serverId: server?.id,
    bootId: '',
    seq: 0,
    status: 'starting',
    observedGeneration: 0,
    desiredGeneration: server?.desired.generation ?? 0,
    flowsGeneration: former?.flowsGeneration,
    lastSeenAt: at,
    intervalSeconds: longestPause(0),
    announced: former?.announced,
  }
  return { kind: 'put', entity: 'lease', item }
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
