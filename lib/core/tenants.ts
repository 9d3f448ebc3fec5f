/** How many of something a tenant has, kept in the transactions that create and delete it. */
export interface Tally {
  tenant: string
  name: string
  count: number
}

/** What remains of a deleted thing for a day, so that the relay can say who deleted it. */
export interface Tombstone {
  tenant: string
  entity: 'flow'
  /** Its key. */
  name: string
  /** Absent where it is the name. */
  handle?: string
  id: string
  version: number
  status: string
  deletedAt: string
  deletedBy: string
  /** Epoch seconds after which the table drops the item. */
  expiresAt: number
}

/** The tenant of the local administrator, of direct invocations that name none, and of single-tenant installations. */
export const defaultTenant = 'default'

/** Lower-case letters, digits and inner hyphens: a tenant is part of every key and of schedule names (64 characters). */
export const tenantPattern = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/
