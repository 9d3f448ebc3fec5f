import type { Principal } from './users/permissions.ts'

/** Who makes a change, what they are, which way they came and when: what a decision notes, and what an audit can tell later. */
export interface Actor {
  /** What `createdBy`, `updatedBy` and events say: a user's name, an agent, an enrolment token, or a function of ours. */
  name: string
  kind: Principal['kind']
  /** The dialect of an HTTP request, `direct` for an invocation, `event-bridge` for an event, `internal` for our own functions. */
  via: string
  at: string
}

/** An actor and the request by which it acted: what the store notes beside each item that is audited. */
export interface Author extends Actor {
  /** What the caller was told as `x-request-id`; of an event its id, of an invocation Lambda's own. Empty where none was made. */
  requestId: string
}
