import { justBefore, userIdPattern, type User } from '#core/users/user.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * A user of the tenant by id: its pointer says the name, 2 requests. One that was made when users had no pointers is looked
 * for in the list.
 */
export const findUserById = useCase({
  effects: { reads: ['user', 'user-pointer'], lists: ['user'] },
  async run({ read, list }, id: string): Promise<User | undefined> {
    if (!userIdPattern.test(id)) return undefined
    const pointer = await read['user-pointer'](id)
    const [listed] = pointer ? [pointer] : (await list.user({ limit: 1, after: justBefore(id) })).items
    const user = listed?.id === id ? await read.user(listed.name) : undefined
    return user?.id === id ? user : undefined
  },
})
