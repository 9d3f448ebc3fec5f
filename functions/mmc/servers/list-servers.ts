import { loadServerHealth } from '#app/servers/load-server-health.ts'
import { groupNotFound } from '#core/servers/server-group.ts'
import { all } from '#runtime/invocation/all.ts'
import { Reply } from '#runtime/declarations/reply.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { serverHref, ServerView, serverView } from '../_dialect/views/server.ts'
import { Id, list, listOf, onlyMatch, redirecting } from '../_dialect/types.ts'

/** Lists servers: all, those of a group, or the one with a given name, which is still a list. */
export default operation({
  name: 'ListServers',
  route: 'GET /api/servers',
  example: { request: { name: '<serverName>' }, answer: { total: 1, data: [examples.server] } },
  permission: 'servers.read',
  watchable: true,
  input: t.object({
    group: t.optional(Id),
    name: t.optional(Id),
    start: t.optional(t.int().check(t.minimum(0))),
    count: t.optional(t.int().check(t.minimum(0))),
    ...redirecting,
  }),
  query: ['group', 'name', 'start', 'count', 'redirectOnResult', 'redirectToResult'],
  redirects: onlyMatch,
  output: listOf(ServerView),
  fails: ['server-group-not-found'],
  effects: { readsMany: ['server-group'], reads: ['name', 'server-group'], lists: ['server'] },
  uses: { loadServerHealth },
  async run({ group, name, start, count, redirectOnResult, redirectToResult }, context) {
    const { read, readMany, list: lists, base } = context
    if (group !== undefined && !(await read['server-group'](group))) throw groupNotFound(group)
    // By name it is a consistent read: scripts look for what they have just registered.
    const taken = name === undefined ? undefined : await read.name('server', name)
    const ids = name === undefined ? (await all(lists.server)).map(({ id }) => id) : taken ? [taken.id] : []
    const watched = (await context.use.loadServerHealth(ids)).filter(
      ({ server }) => group === undefined || server.groupIds.includes(group),
    )
    const page = watched.slice(start ?? 0, count === undefined ? undefined : (start ?? 0) + count)
    const groupIds = [...new Set(page.flatMap(({ server }) => server.groupIds))]
    const groups = await readMany['server-group'](groupIds)
    const answer = list(page.map((one) => serverView(base, one, groups)))
    const [only, ...others] = page
    return (redirectOnResult ?? redirectToResult) && only && others.length === 0
      ? new Reply(answer, { location: serverHref(base, only.server.id) }, 301)
      : answer
  },
})
