import type { EventBridgeEvent } from 'aws-lambda'
import type { Services } from '../invocation/context.ts'
import type { Operation } from '../declarations/operation.ts'
import { direct } from './direct.ts'

/** The EventBridge entry: a rule without constant input hands over the whole event; its `detail` is the input. */
export const isEvent = (event: unknown): event is EventBridgeEvent<string, unknown> =>
  event !== null && typeof event === 'object' && 'detail-type' in event && 'source' in event && 'detail' in event

/** Of a rule's own events EventBridge allows no longer one; who invokes directly with what looks like an event may. */
const longestSource = 256

export const eventBridge = (operation: Operation, event: EventBridgeEvent<string, unknown>, services: Services) =>
  direct(
    operation,
    event.detail,
    event.id,
    services,
    `event:${String(event.source).toWellFormed().slice(0, longestSource)}`,
    'event-bridge',
  )
