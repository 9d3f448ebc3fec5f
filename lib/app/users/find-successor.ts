import { isActiveAdministrator } from '#core/users/keep-administrator.ts'
import { isAdministrator } from '#core/users/permissions.ts'
import type { User } from '#core/users/user.ts'
import { all } from '#runtime/invocation/all.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Another administrator of the tenant as they are now: the list may still show one who is not one any more. */
export const findSuccessor = useCase({
  effects: { reads: ['user'], lists: ['user'] },
  async run({ read, list }, { name }: User): Promise<User | undefined> {
    for (const other of await all(list.user)) {
      const successor = isAdministrator(other) && other.name !== name ? await read.user(other.name) : undefined
      if (successor && isActiveAdministrator(successor)) return successor
    }
    return undefined
  },
})
