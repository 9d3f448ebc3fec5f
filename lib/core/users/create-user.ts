import type { Change } from '../change.ts'
import { DomainError } from '../errors.ts'
import { may, refuseGiving, type Principal } from './permissions.ts'
import type { User } from './user.ts'

/**
 * Makes a user, in the caller's tenant or, from the default tenant with `tenants.manage`, in another. Nobody gives a
 * permission they do not have; `refuse` says which those are where they are others. Refused: `permission-missing`,
 * `user-name-taken`.
 */
export function createUser(user: Omit<User, 'version' | 'createdBy'>, caller: Principal, refuse = refuseGiving) {
  if (user.tenant !== caller.tenant && !may(caller, 'tenants.manage')) {
    throw new DomainError(
      'permission-missing',
      'Making users in another tenant needs tenants.manage, in the default tenant.',
    )
  }
  refuse(caller, user.permissions)
  const item: User = { ...user, version: 1, createdBy: caller.name }
  const { tenant, id, name } = item
  return {
    after: item,
    change: [
      {
        kind: 'create',
        entity: 'user',
        item,
        taken: 'user-name-taken',
        message: `There is a user named ${name} already.`,
      },
      {
        kind: 'create',
        entity: 'user-pointer',
        item: { tenant, id, name },
        taken: 'version-conflict',
        message: 'There is a user with this id already.',
      },
    ] as const satisfies Change,
  }
}

export const userNotFound = (name: string): DomainError =>
  new DomainError('user-not-found', `There is no user named ${name}.`)
