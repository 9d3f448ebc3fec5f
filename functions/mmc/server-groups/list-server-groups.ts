import { listServers } from '#app/servers/list-servers.ts'
import { all } from '#runtime/invocation/all.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { GroupView, groupView } from '../_dialect/views/server-group.ts'
import { Id, list, listOf, onlyMatch, redirecting } from '../_dialect/types.ts'

/** Lists the server groups: all, or the one with a given name, which is still a list. */
export default operation({
  name: 'ListServerGroups',
  route: 'GET /api/serverGroups',
  example: { request: { name: 'Example' }, answer: { total: 1, data: [examples.serverGroup] } },
  permission: 'servers.read',
  watchable: true,
  input: t.object({ name: t.optional(Id), ...redirecting }),
  query: ['name', 'redirectOnResult', 'redirectToResult'],
  redirects: onlyMatch,
  output: listOf(GroupView),
  fails: [],
  effects: { lists: ['server-group'], reads: ['name', 'server-group'] },
  uses: { listServers },
  async run({ name, redirectOnResult, redirectToResult }, { read, list: lists, use, base }) {
    const taken = name === undefined ? undefined : await read.name('server-group', name)
    const named = taken && (await read['server-group'](taken.id))
    const groups = name === undefined ? await all(lists['server-group']) : named ? [named] : []
    const servers = await use.listServers()
    const answer = list(groups.map((group) => groupView(base, group, servers)))
    const [only, ...others] = answer.data
    return (redirectOnResult ?? redirectToResult) && only && others.length === 0
      ? new Reply(answer, { location: only.href }, 301)
      : answer
  },
})
