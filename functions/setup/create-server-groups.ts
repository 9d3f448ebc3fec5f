import { groupNames, newGroup } from '#core/servers/server-group.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task } from '#runtime/declarations/task.ts'

/**
 * Creates the empty server groups that a fresh Mule Management Console has, once per tenant; a group that has one of their
 * names already stays as it is.
 */
export default task({
  name: 'CreateServerGroups',
  input: t.looseObject({}),
  runs: 'after-deployment',
  effects: { reads: ['tally', 'name'], creates: ['server-group', 'name'], updates: ['tally'] },
  async run(_input, { caller: { tenant }, at, newUuid, read, commit }) {
    // Made once: a group that somebody has deleted does not come back.
    if (await read.tally('server groups made')) return { created: false }
    const taken = await Promise.all(groupNames.map((name) => read.name('server-group', name)))
    const groups = groupNames
      .filter((name) => !taken.some((one) => one?.name === name))
      .flatMap((name) => newGroup({ tenant, id: newUuid(), name, createdAt: at, createdBy: 'setup' }).change)
      // Made by somebody else at this moment: decided again.
      .map((write) => ({ ...write, taken: 'version-conflict' }) as const)
    const once = { kind: 'count', entity: 'tally', tenant, name: 'server groups made', by: 1, atMost: 1 } as const
    return commit([{ ...once, exceeded: 'version-conflict' }, ...groups], { created: groups.length > 0 })
  },
})
