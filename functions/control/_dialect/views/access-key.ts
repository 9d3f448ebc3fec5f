import type { AccessKey } from '#core/users/access-key.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const AccessKeyView = t.object({
  accessKeyId: t.string(),
  userName: t.string(),
  permissions: t.array(t.string()),
  createdAt: Instant,
})

export const accessKeyView = ({
  accessKeyId,
  userName,
  permissions,
  createdAt,
}: Pick<AccessKey, 'accessKeyId' | 'userName' | 'permissions' | 'createdAt'>) => ({
  accessKeyId,
  userName,
  permissions,
  createdAt,
})
