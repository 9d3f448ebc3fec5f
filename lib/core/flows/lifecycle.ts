import type { Lifecycle, Move } from '../lifecycle.ts'

/**
 * The life of a flow. `active` means that its triggers are accepted; runs look at the state when they begin, so a stop
 * takes effect with its own write. `starting` and `stopping` are passed through by flows whose runtime has to be told
 * first; a `start` or `stop` from any dialect ends them at once, so that nobody waits on a state nobody will leave.
 * A flow that is stopped while it has work in hand is `stopping` until that is done: it `drains`.
 * An on-demand flow is active for as long as it exists: it has no trigger to switch on or off. A flow on runtimes is always
 * starting or stopping first: the moves that arrive at once exclude it, and `hostedMove` says what they are for it.
 */
export type FlowStatus = 'draft' | 'inactive' | 'starting' | 'active' | 'paused' | 'stopping' | 'errored'

export type FlowMove =
  | 'start'
  | 'beginStart'
  | 'started'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'beginStop'
  | 'beginHalt'
  | 'drain'
  | 'stopped'
  | 'halt'
  | 'deactivate'
  | 'fail'

type FlowAttribute =
  | 'since'
  | 'activatedAt'
  | 'haltedAt'
  | 'drains'
  | 'statusMessage'
  | 'triggerKind'
  | 'definitionVersion'
  | 'startedVersion'
  | 'startedBy'
  | 'isHosted'
  | 'stopMode'
  | 'endedStarts'

export type FlowLifecycleMove = Move<FlowStatus, FlowAttribute>

const onDemand = [{ attribute: 'triggerKind', is: 'on-demand' }] as const
const onDemandOrHosted = [...onDemand, { attribute: 'isHosted', is: true }] as const
const activation = { clears: ['statusMessage', 'drains'], unless: onDemand } as const
/** The next start is another one, and a start of a paused flow is not. */
const endOfStart = { raises: ['endedStarts'] } as const
const newStart = { copies: { startedVersion: 'definitionVersion' }, names: ['startedBy'] } as const
const newState = { stamps: ['since'] } as const

export const flowLifecycle: Lifecycle<FlowStatus, FlowMove, FlowAttribute> = {
  states: ['draft', 'inactive', 'starting', 'active', 'paused', 'stopping', 'errored'],
  moves: {
    start: {
      from: ['draft', 'inactive', 'paused', 'stopping', 'errored'],
      to: 'active',
      already: ['active', 'starting'],
      ...activation,
      ...newStart,
      stamps: ['since', 'activatedAt'],
      unless: onDemandOrHosted,
    },
    beginStart: {
      from: ['draft', 'inactive', 'paused', 'stopping', 'errored'],
      to: 'starting',
      already: ['starting', 'active'],
      clears: ['statusMessage', 'stopMode'],
      ...newStart,
      ...newState,
      unless: onDemand,
    },
    // It is active as of the moment at which it began to start: its schedule has been armed by that.
    started: {
      from: ['starting'],
      to: 'active',
      already: ['active'],
      ...activation,
      copies: { activatedAt: 'since' },
    },
    pause: { from: ['active', 'starting'], to: 'paused', already: ['paused'], ...newState, unless: onDemand },
    resume: {
      from: ['paused'],
      to: 'active',
      already: ['active', 'starting'],
      ...activation,
      stamps: ['since', 'activatedAt'],
    },
    stop: {
      from: ['starting', 'active', 'paused', 'errored'],
      to: 'inactive',
      already: ['inactive', 'stopping'],
      clears: ['statusMessage'],
      ...newState,
      unless: onDemandOrHosted,
    },
    beginStop: {
      from: ['starting', 'active', 'paused', 'errored'],
      to: 'stopping',
      already: ['stopping', 'inactive'],
      clears: ['stopMode'],
      ...newState,
      ...endOfStart,
      unless: onDemand,
    },
    // What is in hand on runtimes is dropped: runs that began before are cancelled.
    beginHalt: {
      from: ['starting', 'active', 'paused', 'stopping', 'errored'],
      to: 'stopping',
      already: ['inactive'],
      sets: { stopMode: 'hard' },
      stamps: ['since', 'haltedAt'],
      ...endOfStart,
      unless: onDemand,
    },
    // As `beginStop`, until no run is in progress.
    drain: {
      from: ['starting', 'active', 'paused', 'errored'],
      to: 'stopping',
      already: ['stopping', 'inactive'],
      clears: ['statusMessage'],
      sets: { drains: true },
      ...newState,
      unless: onDemandOrHosted,
    },
    stopped: { from: ['stopping'], to: 'inactive', already: ['inactive'], clears: ['drains'], ...newState },
    // What is in hand is dropped: runs that began before are cancelled.
    halt: {
      from: ['starting', 'active', 'paused', 'stopping', 'errored'],
      to: 'inactive',
      already: ['inactive'],
      clears: ['statusMessage', 'drains'],
      stamps: ['since', 'haltedAt'],
      unless: onDemandOrHosted,
    },
    deactivate: { from: ['active'], to: 'inactive', already: ['inactive'], ...newState, unless: onDemand },
    fail: {
      from: ['starting', 'active', 'paused', 'stopping'],
      to: 'errored',
      already: ['errored'],
      clears: ['drains'],
      ...newState,
      ...endOfStart,
    },
  },
}
