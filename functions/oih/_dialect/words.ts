import type { FlowStatus } from '#core/flows/lifecycle.ts'
import type { User } from '#core/users/user.ts'

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

/** The hub's names of permissions that have another here; all others are the same in both, or the hub's alone. */
const renamed = [
  ['all', '*'],
  ['flows.write', 'flows.edit'],
  ['templates.write', 'templates.edit'],
] as const
const ours: ReadonlyMap<string, string> = new Map(renamed)
const theirs: ReadonlyMap<string, string> = new Map(renamed.map(([hub, own]) => [own, hub]))

/** Permissions by our names, each once, in the order they were given. Documents say `flowTemplates` for `templates`. */
export const toOurNames = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => name.replace(/^flowTemplates\./, 'templates.')).map((name) => ours.get(name) ?? name)),
]
export const toHubNames = (names: readonly string[]): string[] => names.map((name) => theirs.get(name) ?? name)

export const userStatuses = ['ACTIVE', 'DISABLED', 'PENDING'] as const
type UserWord = (typeof userStatuses)[number]

export const statusWord = (status: User['status']): UserWord =>
  status === undefined ? 'ACTIVE' : status === 'disabled' ? 'DISABLED' : 'PENDING'
export const readStatus = (word: UserWord): User['status'] =>
  word === 'ACTIVE' ? undefined : word === 'DISABLED' ? 'disabled' : 'pending'
