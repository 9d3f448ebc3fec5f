import { userNotFound } from '#core/users/create-user.ts'
import { reaches } from '#core/users/organisation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'
import { findUserById } from './find-user-by-id.ts'

/** A user whom the caller reaches, by id. Throws `user-not-found`, also for those of other organisations. */
export const findReachableUser = useCase({
  uses: { findUserById },
  async run({ caller, use }, id: string) {
    const user = await use.findUserById(id.toLowerCase())
    if (!user || !reaches(caller, user)) throw userNotFound(id)
    return user
  },
})
