import type { Removal } from './audit-record.ts'

const secondsKept = 2 * 24 * 60 * 60

/** What every audited item has some of. */
export interface Removable {
  tenant: string
  version?: number
  createdAt?: string
  enrolledAt?: string
}

/** What a deletion leaves; `of` is the partition key of the item. */
export const removalOf = (of: string, item: Removable, at: string): Removal => ({
  ...removalKey(of, item),
  tenant: item.tenant,
  expiresAt: Math.floor(Date.parse(at) / 1000) + secondsKept,
})

/** What the removal of an item is known by. */
export const removalKey = (of: string, { version = 0, createdAt, enrolledAt }: Removable) => ({
  of,
  version,
  madeAt: createdAt ?? enrolledAt ?? '',
})
