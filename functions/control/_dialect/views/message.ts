import type { Message } from '#core/runs/message.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const MessageView = t.object({
  id: t.string(),
  status: t.oneOf(['waiting', 'parked', 'hosted', 'succeeded', 'failed', 'cancelled']),
  sizeBytes: t.int(),
  createdAt: Instant,
  /** It is handed to its component only then. */
  notBefore: t.optional(Instant),
  settledAt: t.optional(Instant),
  /** Why the step failed. */
  cause: t.optional(t.string()),
  /** What it carries; left out where it is large, and for who may not see it. */
  content: t.optional(t.unknown()),
})

export const messageView = (message: Message, contents: ReadonlyMap<string, unknown>): t.Of<typeof MessageView> => ({
  id: message.id,
  status: message.status,
  sizeBytes: message.sizeBytes,
  createdAt: message.createdAt,
  notBefore: message.notBefore,
  settledAt: message.settledAt,
  cause: message.cause,
  ...(contents.has(message.id) ? { content: contents.get(message.id) } : {}),
})
