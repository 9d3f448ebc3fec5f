import { builtInUserGroups } from '#core/users/console-permissions.ts'
import { newUserGroup } from '#core/users/create-user-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Creates the user groups that a fresh Mule Management Console has, once per tenant; a group that has one of their names
 * already stays as it is.
 */
export default task({
  name: 'CreateUserGroups',
  input: t.looseObject({}),
  runs: 'after-deployment',
  effects: { reads: ['tally'], readsMany: ['user-group'], creates: ['user-group'], updates: ['tally'] },
  async run(_input, { caller: { tenant }, at, newId, read, readMany, commit }) {
    // Made once: a group that somebody has deleted does not come back.
    if (await read.tally('user groups made')) return { created: false }
    const taken = await readMany['user-group'](builtInUserGroups.map(({ name }) => name))
    const groups = builtInUserGroups
      .filter(({ name }) => !taken.some((group) => group.name === name))
      .flatMap(
        ({ name, permissions }) =>
          newUserGroup({ tenant, name, id: newId(), permissions: [...permissions], createdAt: at, createdBy: 'setup' })
            .change,
      )
      // Made by somebody else at this moment: decided again.
      .map((write) => ({ ...write, taken: 'version-conflict' }) as const)
    const once = { kind: 'count', entity: 'tally', tenant, name: 'user groups made', by: 1, atMost: 1 } as const
    return commit([{ ...once, exceeded: 'version-conflict' }, ...groups], { created: groups.length > 0 })
  },
})
