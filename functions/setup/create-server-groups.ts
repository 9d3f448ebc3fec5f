import { DomainError } from '#core/errors.ts'
import { groupNames, newGroup } from '#core/servers/server-group.ts'
import * as t from '#runtime/schema.ts'
import { task } from '#runtime/task.ts'

/** Makes the four empty server groups that a fresh Mule Management Console has, when the tenant has none of them yet. */
export default task({
  name: 'CreateServerGroups',
  input: t.looseObject({}),
  effects: { reads: ['tally'], creates: ['server-group', 'name'], updates: ['tally'] },
  async run(_input, { caller: { tenant }, at, newUuid, read, commit }) {
    // Made once: a group that somebody has deleted does not come back.
    if (await read.tally('server groups made')) return { created: false }
    const groups = groupNames.flatMap((name) =>
      newGroup({ tenant, id: newUuid(), name, createdAt: at, createdBy: 'setup' }),
    )
    const once = { kind: 'count', entity: 'tally', tenant, name: 'server groups made', by: 1, atMost: 1 } as const
    try {
      return await commit([once, ...groups], { created: true })
    } catch (error) {
      if (error instanceof DomainError && error.code === 'server-group-name-taken') return { created: false }
      throw error
    }
  },
})
