import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { isActiveAdministrator, keepAdministrator } from './keep-administrator.ts'
import { refuseTaking, type Principal } from './permissions.ts'
import type { LoginRecord } from './login-record.ts'
import type { User, UserPointer } from './user.ts'

/** What lies beside a user's item, where it does. */
export interface BesideUser {
  pointer?: UserPointer
  record?: LoginRecord
  /** Another administrator, of whom the deletion of one depends. */
  successor?: User
}

/**
 * Deletes a user. Nobody deletes themselves, nor somebody who may do more than they; `refuse` says who that is where it is
 * another rule. A tenant keeps an administrator. What the
 * user owns is worked through by the relay. Refused: `user-is-caller`, `permission-missing`, `user-is-last-administrator`.
 */
export function deleteUser(
  user: User,
  caller: Principal,
  { pointer, record, successor }: BesideUser,
  refuse: (taker: Principal, user: User) => void = refuseTaking,
) {
  if (caller.kind !== 'iam' && user.name === caller.name)
    throw new DomainError('user-is-caller', 'You cannot delete yourself.')
  refuse(caller, user)
  const change = [
    { kind: 'delete', entity: 'user', before: user },
    ...(pointer ? [{ kind: 'delete', entity: 'user-pointer', before: pointer } as const] : []),
    ...(record ? [{ kind: 'delete', entity: 'login-record', before: record } as const] : []),
    {
      kind: 'create',
      entity: 'departure',
      item: { tenant: user.tenant, userId: user.id },
      taken: 'version-conflict',
      message: 'It was deleted at the same moment.',
    },
    ...(isActiveAdministrator(user) ? keepAdministrator(user, successor).change : []),
  ] as const satisfies Change
  return { change }
}
