import { newGroup } from '#core/servers/server-group.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { GroupView, groupView } from '../_dialect/views/server-group.ts'
import { Name } from '../_dialect/types.ts'

/** Creates an empty server group. */
export default operation({
  name: 'CreateServerGroup',
  route: 'POST /api/serverGroups',
  example: {
    request: { name: 'Example new' },
    answer: {
      ...examples.serverGroup,
      name: 'Example new',
      id: '019caddf-d080-7b3c-8e95-f2a7604d1c38',
      href: 'https://api.example.com/mmc/api/serverGroups/019caddf-d080-7b3c-8e95-f2a7604d1c38',
    },
  },
  permission: 'servers.edit',
  input: t.object({ name: Name }),
  output: GroupView,
  status: 201,
  fails: ['server-group-name-taken'],
  effects: { creates: ['server-group', 'name'] },
  async run({ name }, { caller, at, base, newUuid, commit }) {
    const group = { tenant: caller.tenant, id: newUuid(), name, createdAt: at, createdBy: caller.name }
    const answer = groupView(base, group, [])
    return commit(newGroup(group).change, new Reply(answer, { location: answer.href }))
  },
})
