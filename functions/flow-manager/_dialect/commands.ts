import type { CommandRule } from '#core/flows/command-rule.ts'
import type { Command } from './words.ts'

/** What each command does that is one move (docs/dialects/flow-manager.md 4); a soft stop looks for work in hand first. */
export const rules: Readonly<Record<Exclude<Command, 'stop'> | 'halt', CommandRule>> = {
  start: { move: 'start', from: ['draft', 'inactive', 'errored'], unchanged: ['active', 'starting'] },
  pause: { move: 'pause', unchanged: [] },
  resume: { move: 'resume', unchanged: ['active'] },
  halt: { move: 'halt', unchanged: ['draft'] },
}
