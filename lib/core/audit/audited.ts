import type { EntityName, Items } from '../items.ts'
import type { Audited } from './audit-record.ts'
import { isAudited, type AuditedEntity } from './audited-entities.ts'
import { verbOfFlow, verbOfRollout } from './verbs.ts'

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
    verb: verbOfFlow,
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
    verb: verbOfRollout,
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
