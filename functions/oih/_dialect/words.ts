import type { User } from '#core/users/user.ts'

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
