import { createHash } from 'node:crypto'
import type { EntityName } from '#core/items.ts'
import { auditEntities } from './audit-table.ts'
import { digits } from './digits.ts'
import { hostingEntities } from './hosting-table.ts'
import { changesIndex, listedIndex } from './indexes.ts'
import type { Keys } from './keys.ts'
import { runEntities } from './run-table.ts'
import { usageNames } from './usage-names.ts'

/**
 * The keys of the two tables, as data. The store, the CDK data stack, the local runner, the IAM policies and the table
 * in README.md all read this; nobody spells a key elsewhere. `T` is the tenant, always first.
 *
 * A partition key is `T|entity` or `T|entity|name`; no tenant, entity or id contains `|`. A few entities are looked up
 * before a tenant is known (by access key, session, enrolment token): theirs begins with `@`, and the item names its
 * tenant. What every check-in of an agent writes, and what runs count of their steps, is in the liveness table, which has no
 * stream: it would drown the effects of everything else.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  index: listedIndex,
  changes: changesIndex,
} as const

const global = '@'

/** Leases lie in so many partitions: one takes about a thousand writes a second, and the sweep reads one after the other. */
export const leaseShards = 16
const shardOf = (agentId: string): number => (createHash('sha256').update(agentId).digest()[0] ?? 0) % leaseShards
export const leasePartition = (shard: number): string => `${global}|lease|${shard}`

export const entities: { [E in EntityName]: Keys<E> } = {
  flow: {
    key: (tenant, key) => ({ pk: `${tenant}|flow|${key}`, sk: 'flow' }),
    names: (flow) => [flow.key],
    listed: (flow) => flow.id,
    changed: (flow) => flow.updatedAt,
    json: ['details', 'trigger', 'placement'],
    versioned: true,
    guardedById: true,
    unlistedWhile: 'additionId',
  },
  // At the key of a flow of that name, so that the same condition keeps both unique.
  'flow-alias': {
    key: (tenant, handle) => ({ pk: `${tenant}|flow|${handle}`, sk: 'flow' }),
    names: (alias) => [alias.handle],
    within: 'flow',
  },
  'flow-pointer': {
    key: (_tenant, id) => ({ pk: `${global}|flow|${id}`, sk: 'flow-pointer' }),
    names: (pointer) => [pointer.id],
    within: 'flow',
  },
  // Before the flow's own item in its partition, newest version last: one Query brings both.
  definition: {
    key: (tenant, flowKey, flowId, version, part) => ({
      pk: `${tenant}|flow|${flowKey}`,
      sk: `definition|${flowId}|${version}|${part}`,
    }),
    names: ({ flowKey, flowId, version, part }) => [flowKey, flowId, digits(version), digits(part)],
    within: 'flow',
  },
  // Of all tenants together: there is hardly ever one, and the sweep looks for those that nobody finished.
  addition: {
    key: (_tenant, id) => ({ pk: `${global}|addition|all`, sk: `addition|${id}` }),
    names: (addition) => [addition.id],
    versioned: true,
  },
  ...runEntities,
  // In the flow's own partition: streams keep order within a partition key, so "deleted" comes after what came before.
  tombstone: {
    key: (tenant, entity, name, id) => ({ pk: `${tenant}|${entity}|${name}`, sk: `tombstone|${id}` }),
    names: (tombstone) => [tombstone.entity, tombstone.name, tombstone.id],
    changed: (tombstone) => tombstone.deletedAt,
    changedIn: 'flow',
    within: 'flow',
  },
  template: {
    key: (tenant, id) => ({ pk: `${tenant}|template|${id}`, sk: 'template' }),
    names: (template) => [template.id],
    changed: (template) => template.updatedAt,
    versioned: true,
  },
  'template-tombstone': {
    key: (tenant, id) => ({ pk: `${tenant}|template|${id}`, sk: 'template-tombstone' }),
    names: (tombstone) => [tombstone.id],
    changed: (tombstone) => tombstone.deletedAt,
    changedIn: 'template',
    within: 'template',
  },
  tally: {
    key: (tenant, name) => ({ pk: `${tenant}|tally|${name}`, sk: 'tally' }),
    names: (tally) => [tally.name],
  },
  user: {
    key: (tenant, name) => ({ pk: `${tenant}|user|${name}`, sk: 'user' }),
    names: (user) => [user.name],
    listed: (user) => user.id,
    versioned: true,
    guardedById: true,
  },
  'user-pointer': {
    key: (tenant, id) => ({ pk: `${tenant}|user-pointer|${id}`, sk: 'user-pointer' }),
    names: (pointer) => [pointer.id],
  },
  'login-record': {
    key: (tenant, userId) => ({ pk: `${tenant}|login-record|${userId}`, sk: 'login-record' }),
    names: (record) => [record.userId],
  },
  departure: {
    key: (tenant, userId) => ({ pk: `${tenant}|departure|${userId}`, sk: 'departure' }),
    names: (departure) => [departure.userId],
  },
  'user-group': {
    key: (tenant, name) => ({ pk: `${tenant}|user-group|${name}`, sk: 'user-group' }),
    names: (group) => [group.name],
    listed: (group) => group.id,
    versioned: true,
    guardedById: true,
  },
  'access-key': {
    key: (_tenant, id) => ({ pk: `${global}|access-key|${id}`, sk: 'access-key' }),
    names: (key) => [key.accessKeyId],
    listed: (key) => `${key.createdAt}|${key.accessKeyId}`,
    versioned: true,
  },
  session: {
    key: (_tenant, hash) => ({ pk: `${global}|session|${hash}`, sk: 'session' }),
    names: (session) => [session.tokenHash],
  },
  'login-attempts': {
    key: (tenant, userName, source) => ({
      pk: `${tenant}|login-attempts|${userName}|${source}`,
      sk: 'login-attempts',
    }),
    names: (attempts) => [attempts.userName, attempts.source],
  },
  name: {
    key: (tenant, of, name) => ({ pk: `${tenant}|name|${of}|${name}`, sk: 'name' }),
    names: (taken) => [taken.of, taken.name],
  },
  'enrolment-token': {
    key: (_tenant, id) => ({ pk: `${global}|enrolment-token|${id}`, sk: 'enrolment-token' }),
    names: (token) => [token.id],
    listed: (token) => token.id,
  },
  agent: {
    key: (tenant, agentUrl) => ({ pk: `${tenant}|agent|${agentUrl}`, sk: 'agent' }),
    names: (agent) => [agent.agentUrl],
    json: ['enrolledWith'],
    versioned: true,
  },
  server: {
    key: (tenant, id) => ({ pk: `${tenant}|server|${id}`, sk: 'server' }),
    names: (server) => [server.id],
    listed: (server) => server.id,
    json: ['desired', 'observed'],
    versioned: true,
  },
  application: {
    key: (tenant, serverId, name) => ({ pk: `${tenant}|server|${serverId}`, sk: `application|${name}` }),
    names: (application) => [application.serverId, application.name],
    json: ['flows'],
    within: 'server',
  },
  file: {
    key: (tenant, serverId, path) => ({ pk: `${tenant}|server|${serverId}`, sk: `file|${path}` }),
    names: (file) => [file.serverId, file.path],
    within: 'server',
  },
  'task-callback': {
    key: (tenant, serverId) => ({ pk: `${tenant}|server|${serverId}`, sk: 'task-callback' }),
    names: (callback) => [callback.serverId],
    within: 'server',
  },
  'server-group': {
    key: (tenant, id) => ({ pk: `${tenant}|server-group|${id}`, sk: 'server-group' }),
    names: (group) => [group.id],
    listed: (group) => group.id,
    versioned: true,
  },
  cluster: {
    key: (tenant, id) => ({ pk: `${tenant}|cluster|${id}`, sk: 'cluster' }),
    names: (cluster) => [cluster.id],
    listed: (cluster) => cluster.id,
    versioned: true,
  },
  rollout: {
    key: (tenant, id) => ({ pk: `${tenant}|rollout|${id}`, sk: 'rollout' }),
    names: (rollout) => [rollout.id],
    listed: (rollout) => rollout.id,
    json: ['steps', 'policy', 'target', 'applications'],
    versioned: true,
  },
  'repository-application': {
    key: (tenant, id) => ({ pk: `${tenant}|repository-application|${id}`, sk: 'repository-application' }),
    names: (application) => [application.id],
    listed: (application) => application.id,
    versioned: true,
  },
  'application-version': {
    key: (tenant, id) => ({ pk: `${tenant}|application-version|${id}`, sk: 'application-version' }),
    names: (version) => [version.id],
    json: ['flows'],
  },
  upload: {
    key: (tenant, id) => ({ pk: `${tenant}|upload|${id}`, sk: 'upload' }),
    names: (upload) => [upload.id],
    versioned: true,
  },
  deployment: {
    key: (tenant, id) => ({ pk: `${tenant}|deployment|${id}`, sk: 'deployment' }),
    names: (deployment) => [deployment.id],
    listed: (deployment) => deployment.id,
    json: ['targets', 'applications', 'placed'],
    versioned: true,
  },
  component: {
    key: (tenant, id) => ({ pk: `${tenant}|component|${id}`, sk: 'component' }),
    names: (component) => [component.id],
    listed: (component) => `${component.createdAt}|${component.id}`,
    versioned: true,
  },
  credential: {
    key: (tenant, id) => ({ pk: `${tenant}|credential|${id}`, sk: 'credential' }),
    names: (credential) => [credential.id],
    listed: (credential) => `${credential.createdAt}|${credential.id}`,
    versioned: true,
  },
  settings: {
    key: (tenant) => ({ pk: `${tenant}|settings|all`, sk: 'settings' }),
    names: () => [],
    versioned: true,
  },
  ...hostingEntities,
  lease: {
    key: (_tenant, agentId) => ({ pk: leasePartition(shardOf(agentId)), sk: agentId }),
    names: (lease) => [lease.agentId],
    table: 'liveness',
  },
  metrics: {
    key: (tenant, serverId) => ({ pk: `${tenant}|metrics|${serverId}`, sk: 'metrics' }),
    names: (metrics) => [metrics.serverId],
    json: ['applications'],
    table: 'liveness',
  },
  // By whose they are and by day, a month together: who sees all reads all of it.
  usage: {
    key: (tenant, grouping, month, ...rest) => ({ pk: `${tenant}|usage|${grouping}|${month}`, sk: rest.join('|') }),
    names: usageNames,
    summed: true,
    table: 'liveness',
  },
  'run-tenant': {
    key: (tenant) => ({ pk: `${global}|run-tenant|all`, sk: tenant }),
    names: () => [],
    table: 'liveness',
  },
  'run-sweep': { key: () => ({ pk: `${global}|run-sweep|all`, sk: 'run-sweep' }), names: () => [], table: 'liveness' },
  ...auditEntities,
  fleet: { key: () => ({ pk: `${global}|fleet|all`, sk: 'fleet' }), names: () => [], table: 'liveness' },
}
