import type { FlowStatus } from '#core/flows/lifecycle.ts'

/** The hub's words for the states of a flow. */
export const flowWords: Readonly<Record<FlowStatus, 'inactive' | 'starting' | 'active' | 'stopping'>> = {
  draft: 'inactive',
  inactive: 'inactive',
  starting: 'starting',
  active: 'active',
  paused: 'inactive',
  stopping: 'stopping',
  errored: 'inactive',
}
