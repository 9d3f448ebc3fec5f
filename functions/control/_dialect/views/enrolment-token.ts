import type { EnrolmentToken } from '#core/agents/agent.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const EnrolmentTokenView = t.object({
  id: t.string(),
  autoRegister: t.boolean(),
  maxUses: t.int(),
  uses: t.int(),
  createdAt: Instant,
  createdBy: t.string(),
  expiresAt: Instant,
})

export const enrolmentTokenView = (token: Omit<EnrolmentToken, 'secretHash'>, uses: number) => ({
  id: token.id,
  autoRegister: token.autoRegister,
  maxUses: token.maxUses,
  uses,
  createdAt: token.createdAt,
  createdBy: token.createdBy,
  expiresAt: new Date(token.expiresAt * 1000).toISOString(),
})
