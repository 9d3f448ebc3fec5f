import type { Effects } from '../declarations/effects.ts'

/** What every worker touches, besides what its components do. */
export const workerEffects = {
  reads: ['run', 'credential'],
  readsMany: ['message', 'run', 'flow'],
  queriesChildren: ['definition'],
  creates: ['message'],
  updates: ['message', 'slice', 'run', 'step-places'],
  checks: ['flow'],
  secrets: ['master-key'],
  readsObjects: ['runs'],
  writesObjects: ['runs'],
} as const satisfies Effects
