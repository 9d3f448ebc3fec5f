import { DomainError } from '#core/errors.ts'
import { builtInUserGroups } from '#core/users/console-permissions.ts'
import { newUserGroup } from '#core/users/user-group.ts'
import * as t from '#runtime/schema.ts'
import { task } from '#runtime/task.ts'

/** Makes the four user groups that a fresh Mule Management Console has, when the tenant has none of them yet. */
export default task({
  name: 'CreateUserGroups',
  input: t.looseObject({}),
  effects: { reads: ['tally'], creates: ['user-group'], updates: ['tally'] },
  async run(_input, { caller: { tenant }, at, newId, read, commit }) {
    // Made once: a group that somebody has deleted does not come back.
    if (await read.tally('user groups made')) return { created: false }
    const groups = builtInUserGroups.flatMap(({ name, permissions }) =>
      newUserGroup({ tenant, name, id: newId(), permissions: [...permissions], createdAt: at, createdBy: 'setup' }),
    )
    const once = { kind: 'count', entity: 'tally', tenant, name: 'user groups made', by: 1, atMost: 1 } as const
    try {
      return await commit([once, ...groups], { created: true })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'user-group-name-taken') return { created: false }
      throw error
    }
  },
})
