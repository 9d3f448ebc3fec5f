import type { User } from '#core/users/user.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const UserView = t.object({
  name: t.string(),
  tenant: t.string(),
  permissions: t.array(t.string()),
  createdAt: Instant,
  createdBy: t.string(),
})

export const userView = ({ name, tenant, permissions, createdAt, createdBy }: Omit<User, 'password' | 'version'>) => ({
  name,
  tenant,
  permissions,
  createdAt,
  createdBy,
})
