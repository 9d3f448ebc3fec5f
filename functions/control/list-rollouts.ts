import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RolloutView, rolloutView } from './_dialect/views/rollout.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'

/** Lists the tenant's rollouts, oldest first, or with `newestFirst` the other way round. */
export default operation({
  name: 'ListRollouts',
  route: 'GET /rollouts',
  example: { request: {}, answer: { rollouts: [examples.rollout] } },
  permission: 'clusters.read',
  watchable: true,
  input: t.strictObject({ newestFirst: t.optional(t.boolean()), ...page }),
  query: ['newestFirst', ...pageQuery],
  output: t.object({ rollouts: t.array(RolloutView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['rollout'], readsMany: ['rollout'] },
  async run({ newestFirst = false, maxResults = pageSize, nextToken }, { caller, list, readMany }) {
    const order = newestFirst ? 'newest-rollouts' : 'rollouts'
    const after = readPageToken(order, caller.tenant, nextToken)
    const { items, next } = await list.rollout({ limit: maxResults, after, newestFirst })
    const rollouts = await readMany.rollout(items.map(({ id }) => id))
    return {
      rollouts: rollouts
        .sort((one, other) => (one.id < other.id !== newestFirst ? -1 : 1))
        .map((rollout) => rolloutView(rollout)),
      nextToken: writePageToken(order, caller.tenant, next),
    }
  },
})
