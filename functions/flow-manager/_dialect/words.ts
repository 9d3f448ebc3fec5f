import type { FlowStatus } from '#core/flows/lifecycle.ts'

/** flow-manager's words for the states of a flow; total, so a forgotten state does not compile. */
export const statusWords = {
  draft: 'stopped',
  inactive: 'stopped',
  starting: 'running',
  active: 'running',
  paused: 'paused',
  stopping: 'stopping',
  errored: 'error',
} as const satisfies Record<FlowStatus, string>

export type StatusWord = (typeof statusWords)[FlowStatus]

/** What an answer says of all flows, or of none, by what they were told to do. */
export const participles = { start: 'started', stop: 'stopped', pause: 'paused', resume: 'resumed' } as const

export type Command = keyof typeof participles

/** Why a flow in a state cannot be told to do something. */
export function refusalText(command: Command, status: FlowStatus, isOnDemand: boolean): string {
  if (isOnDemand) return `cannot ${command} a flow that runs on demand`
  const word = statusWords[status]
  if (word === 'error') return `cannot ${command} a flow in error`
  return `cannot ${command} a ${word} flow${command === 'start' && word === 'paused' ? ', resume it' : ''}`
}
