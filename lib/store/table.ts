import type { EntityName, Items } from '#core/change.ts'

/**
 * The keys of the one table, as data. The store, the CDK data stack, the local runner, the IAM policies and the table
 * in README.md all read this; nobody spells a key elsewhere. `T` is the tenant, always first.
 *
 * A partition key is `T|entity` or `T|entity|name`; no name may contain `|`. Two entities are looked up before a tenant
 * is known (by access key id and by session token): theirs begins with `@`, and the item names its tenant.
 */
export const table = {
  partitionKey: 'pk',
  sortKey: 'sk',
  timeToLive: 'expiresAt',
  /** Lists, oldest first: sparse, so an entity without `listed` costs nothing here. */
  index: {
    name: 'listed',
    partitionKey: 'listPk',
    sortKey: 'listSk',
    /** What a list shows. A write that changes none of these costs the index nothing. */
    include: [
      'tenant',
      'name',
      'id',
      'status',
      'description',
      'triggerKind',
      'source',
      'destination',
      'tags',
      'createdAt',
      'createdBy',
      'updatedAt',
      'updatedBy',
      'permissions',
      'accessKeyId',
      'userName',
    ],
  },
} as const

export interface Keys<E extends EntityName> {
  /** The members of the item that make its key, in the order `read` takes them (after the tenant). */
  key: (tenant: string, ...names: string[]) => { pk: string; sk: string }
  names: (item: Items[E]) => string[]
  /** Position in the tenant's list. Entities without it cannot be listed. */
  listed?: (item: Items[E]) => string
  /** Kept as JSON text: free-form members may hold what DynamoDB cannot (depth, number range, empty names). */
  json?: readonly (keyof Items[E] & string)[]
  /** Whether the item's version guards updates and deletes. */
  versioned?: true
}

const global = '@'

export const entities: { [E in EntityName]: Keys<E> } = {
  flow: {
    key: (tenant, name) => ({ pk: `${tenant}|flow|${name}`, sk: 'flow' }),
    names: (flow) => [flow.name],
    listed: (flow) => flow.id,
    json: ['details', 'trigger'],
    versioned: true,
  },
  // In the flow's own partition: streams keep order within a partition key, so "deleted" comes after what came before.
  deletion: {
    key: (tenant, entity, name, id) => ({ pk: `${tenant}|${entity}|${name}`, sk: `deleted|${id}` }),
    names: (deletion) => [deletion.entity, deletion.name, deletion.id],
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
    key: (tenant, userName) => ({ pk: `${tenant}|login-attempts|${userName}`, sk: 'login-attempts' }),
    names: (attempts) => [attempts.userName],
  },
}

/** The record of a client token: of one tenant, one operation. */
export const tokenKey = (tenant: string, operation: string, token: string) => ({
  pk: `${tenant}|token|${operation}|${token}`,
  sk: 'token',
})

/** The partition of a tenant's list of an entity. */
export const listPartition = (tenant: string, entity: EntityName): string => `${tenant}|${entity}`

/** IAM patterns (`dynamodb:LeadingKeys`) for an entity's items and for its lists, over all tenants. */
export const leadingKeys = (entity: EntityName | 'token'): string =>
  entity === 'deletion' ? '*|flow|*' : `*|${entity}|*`
export const leadingListKeys = (entity: EntityName): string => `*|${entity}`
