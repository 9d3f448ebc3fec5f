import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { isAdministrator, refuseTaking, type Principal } from './permissions.ts'
import type { User } from './user.ts'

/**
 * Deletes a user. Nobody deletes themselves, nor somebody who may do more than they. A tenant keeps an administrator:
 * deleting one depends, in the same transaction, on `successor`, another one who is there, so that two who delete each
 * other at once cannot both succeed. Refused: `user-is-caller`, `permission-missing`, `user-is-last-administrator`.
 */
export function deleteUser(user: User, caller: Principal, successor: User | undefined) {
  if (caller.kind !== 'iam' && user.name === caller.name)
    throw new DomainError('user-is-caller', 'You cannot delete yourself.')
  refuseTaking(caller, user)
  const deletion = { kind: 'delete', entity: 'user', before: user } as const
  if (!isAdministrator(user)) return { change: [deletion] satisfies Change }
  if (!successor || successor.name === user.name || !isAdministrator(successor)) {
    throw new DomainError('user-is-last-administrator', `${user.name} is the tenant's last administrator.`)
  }
  return { change: [deletion, { kind: 'check', entity: 'user', before: successor } as const] satisfies Change }
}
