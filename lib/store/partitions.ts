import type { EntityName } from '#core/items.ts'
import type { IndexedEntity, Keys } from './keys.ts'
import { entities } from './table.ts'

/** Keys that are about more than one item, and those that no entity has. */

/** Where an entity's items lie in the partition of the first name, narrowed by further names of their key. */
export const childrenOf = (entity: EntityName, tenant: string, name: string, ...more: string[]) => ({
  pk: entities[entity].key(tenant, name).pk,
  prefix: `${[entity, ...more].join('|')}|`,
})

/** The record of a client token: of one tenant, one operation, one caller. */
export const tokenKey = ({
  tenant,
  operation,
  token,
  callerId,
}: Record<'tenant' | 'operation' | 'token' | 'callerId', string>) => ({
  pk: `${tenant}|token|${operation}|${token}`,
  sk: `token|${callerId}`,
})

/** The partition of a tenant's list of an entity, or of those of its items that are listed under a value. */
export const listPartition = (tenant: string, entity: EntityName, under?: string): string =>
  under === undefined ? `${tenant}|${entity}` : `${tenant}|${entity}|${under}`

/** The partition of the changes of a tenant's flows or templates, or of its audit records under an actor. */
export const changePartition = (tenant: string, entity: IndexedEntity, under?: string): string =>
  under === undefined ? `${tenant}|${entity}` : `${tenant}|${entity}|${under}`

/** IAM patterns (`dynamodb:LeadingKeys`) for an entity's items and for its lists, over all tenants. */
export const leadingKeys = (entity: EntityName | 'token'): string =>
  `*|${(entity === 'token' ? undefined : entities[entity].within) ?? entity}|*`
export const leadingListKeys = (entity: EntityName): string =>
  (entities[entity] as Keys<never>).listedUnder === undefined ? `*|${entity}` : `*|${entity}|*`
export const leadingChangeKeys = (entity: IndexedEntity): string =>
  (entities[entity] as Keys<never>).changedUnder === undefined ? `*|${entity}` : `*|${entity}|*`
