import type { FlowStatus, FlowMove } from './lifecycle.ts'

/** What a command of an API does, by the state that a flow is in. */
export interface CommandRule {
  move: FlowMove
  /** The states that it may leave, where that is fewer than the lifecycle has. */
  from?: readonly FlowStatus[]
  /** States in which it changes nothing and is no error, besides those of the lifecycle. */
  unchanged: readonly FlowStatus[]
}

/** What became of one of several flows that were commanded. */
export interface Commanded {
  handle: string
  /** The state then; undefined where that is not known, or where there is no such flow. */
  status?: FlowStatus
  /** Why it was not done. */
  refused?: 'not-found' | 'state' | 'on-demand' | 'unavailable'
}
