import { flowEvent } from '../flows/flow-events.ts'
import type { Flow } from '../flows/flow.ts'
import type { EntityName, Items } from '../items.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import type { AuditKind } from './audit-record.ts'
import { isAudited, type AuditedEntity } from './audited-entities.ts'

/** A member of an item, or what lies below one. */
type PathIn<T> = T extends unknown ? (keyof T & string) | `${keyof T & string}.${string}` : never

/** What the audit trail tells of an entity. */
export interface Audited<T> {
  kind: AuditKind
  /** What it is known by in its tenant. */
  key: (item: T) => string
  /** Its incarnation, where another may come to have the key. */
  id?: (item: T) => string
  name?: (item: T) => string | undefined
  /** What is shown as it was and as it is: this list is all that leaves an item. */
  shown: readonly PathIn<T>[]
  /** What is only said to have changed: secrets, and what is too long or nobody's business. */
  named?: readonly (keyof T & string)[]
  /** What a change is called; undefined for one that is none. `created` and `updated` unless said otherwise. */
  verb?: (before: T | undefined, after: T) => string | undefined
}

/**
 * The entities whose changes are recorded, and of each the members that are (docs/decisions/0076). What is in neither list,
 * such as what an agent reports or how far a rollout has come, changes without a record.
 */
export const audited = {
  flow: {
    kind: 'flow',
    key: (flow) => flow.key,
    id: (flow) => flow.id,
    name: (flow) => flow.label,
    shown: [
      'status',
      'label',
      'description',
      'trigger',
      'type',
      'tags',
      'owners',
      'placement',
      'definitionVersion',
      'startedVersion',
    ],
    named: ['statusMessage'],
    verb: (before, after) => verbOfFlow(before, after),
  },
  template: {
    kind: 'flow-template',
    key: (template) => template.id,
    name: (template) => template.label,
    shown: ['status', 'label', 'description', 'type', 'owners'],
    named: ['content'],
  },
  rollout: {
    kind: 'rollout',
    key: (rollout) => rollout.id,
    name: (rollout) => rollout.target.name,
    shown: ['kind', 'target', 'status', 'isPausing', 'isCancelling', 'policy'],
    verb: (before, after) => verbOfRollout(before, after),
  },
  cluster: {
    kind: 'cluster',
    key: (cluster) => cluster.id,
    name: (cluster) => cluster.name,
    shown: ['name', 'runtimeVersion', 'multicast', 'groupIds', 'memberIds', 'rollout.id', 'rollout.kind'],
  },
  server: {
    kind: 'server',
    key: (server) => server.id,
    name: (server) => server.name,
    shown: [
      'name',
      'agentId',
      'agentUrl',
      'runtimeVersion',
      'hostIp',
      'groupIds',
      'clusterId',
      'desired.cluster',
      'desired.command.kind',
      'desired.command.generation',
      'desired.command.rolloutId',
      'desired.applications',
      'desired.filesGeneration',
    ],
  },
  agent: {
    kind: 'agent',
    key: (agent) => agent.agentUrl,
    id: (agent) => agent.agentId,
    name: (agent) => agent.name,
    shown: ['name', 'runtimeVersion', 'hostIp', 'serverId', 'enrolmentTokenId', 'enrolledAt'],
  },
  'server-group': { kind: 'server-group', key: (group) => group.id, name: (group) => group.name, shown: ['name'] },
  deployment: {
    kind: 'deployment',
    key: (deployment) => deployment.id,
    name: (deployment) => deployment.name,
    shown: ['name', 'status', 'revision', 'targets', 'applications', 'rollout.id', 'rollout.kind'],
    named: ['cause'],
  },
  'repository-application': {
    kind: 'application',
    key: (application) => application.id,
    name: (application) => application.name,
    shown: ['name', 'versions'],
  },
  user: {
    kind: 'user',
    key: (user) => user.name,
    id: (user) => user.id,
    shown: ['permissions', 'roles', 'ownPermissions', 'status', 'organisation', 'seesOwnFlowsOnly'],
    named: ['name', 'password', 'profile', 'isUnconfirmed'],
  },
  'user-group': {
    kind: 'user-group',
    key: (group) => group.name,
    id: (group) => group.id,
    shown: ['name', 'description', 'permissions'],
  },
  'access-key': {
    kind: 'access-key',
    key: (key) => key.accessKeyId,
    name: (key) => key.userName,
    shown: ['userName', 'permissions'],
  },
  'enrolment-token': {
    kind: 'enrolment-token',
    key: (token) => token.id,
    shown: ['autoRegister', 'maxUses', 'expiresAt'],
    named: ['secretHash'],
  },
  component: {
    kind: 'component',
    key: (component) => component.id,
    shown: ['description', 'functions', 'timeoutSeconds'],
    // A URL may have a key in its query.
    named: ['endpoint', 'sealedSecret'],
  },
  credential: {
    kind: 'credential',
    key: (credential) => credential.id,
    shown: ['description'],
    named: ['sealedSecret'],
  },
  'default-placement': {
    kind: 'default-placement',
    key: (one) => one.dialect,
    shown: ['placement'],
  },
  settings: { kind: 'settings', key: () => 'settings', shown: ['strictComponents'] },
} as const satisfies { [E in AuditedEntity]: Audited<Items[E]> }

/** What is recorded of an entity; undefined of one whose changes are not. */
export const auditedOf = (entity: EntityName): Audited<Items[AuditedEntity]> | undefined =>
  isAudited(entity) ? (audited[entity] as unknown as Audited<Items[AuditedEntity]>) : undefined

/** The word of its event: the two streams of news call a change the same. */
const verbOfFlow = (before: Flow | undefined, after: Flow): string | undefined =>
  flowEvent(before, after)?.type.slice('flow.'.length)

const verbOfRollout = (before: Rollout | undefined, after: Rollout): string =>
  !before ? 'created' : before.status === after.status ? 'updated' : after.status
