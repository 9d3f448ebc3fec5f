import type { EntityName } from '../items.ts'

/** The entities whose changes are recorded: what the store has to know of the audit trail. What is recorded of each is in audited.ts. */
export const auditedEntities = [
  'flow',
  'template',
  'rollout',
  'cluster',
  'server',
  'agent',
  'server-group',
  'deployment',
  'repository-application',
  'user',
  'user-group',
  'access-key',
  'enrolment-token',
  'component',
  'credential',
  'default-placement',
  'settings',
] as const satisfies EntityName[]

export type AuditedEntity = (typeof auditedEntities)[number]

export const isAudited = (entity: EntityName): entity is AuditedEntity =>
  (auditedEntities as readonly EntityName[]).includes(entity)
