import { isActiveAdministrator } from '#core/users/keep-administrator.ts'
import type { BesideUser } from '#core/users/delete-user.ts'
import type { User } from '#core/users/user.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findSuccessor } from './find-successor.ts'

/** What a user's deletion removes besides the user, and the administrator whom it depends on. */
export const besideUser = useCase({
  effects: { reads: ['user-pointer', 'login-record'] },
  uses: { findSuccessor },
  async run({ read, use }, user: User): Promise<BesideUser> {
    return {
      pointer: await read['user-pointer'](user.id),
      record: await read['login-record'](user.id),
      successor: isActiveAdministrator(user) ? await use.findSuccessor(user) : undefined,
    }
  },
})
