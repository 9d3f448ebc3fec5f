import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { isAdministrator } from './permissions.ts'
import type { User } from './user.ts'

/** Whether somebody may do everything in the tenant now: holds `*` and can sign in. */
export const isActiveAdministrator = (user: User): boolean => isAdministrator(user) && user.status === undefined

/**
 * Makes a change that takes an administrator away depend on another one, who is there: two who do it to each other at once
 * cannot both succeed. Refused: `user-is-last-administrator`.
 */
export function keepAdministrator(user: User, successor: User | undefined) {
  if (!successor || successor.name === user.name || !isActiveAdministrator(successor)) {
    throw new DomainError('user-is-last-administrator', `${user.name} is the tenant's last administrator.`)
  }
  return { change: [{ kind: 'check', entity: 'user', before: successor }] as const satisfies Change }
}
