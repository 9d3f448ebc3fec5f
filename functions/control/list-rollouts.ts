import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RolloutView, rolloutView } from './_dialect/views/rollout.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'

/** Lists the tenant's rollouts, oldest first. */
export default operation({
  name: 'ListRollouts',
  route: 'GET /rollouts',
  example: { request: {}, answer: { rollouts: [examples.rollout] } },
  permission: 'clusters.read',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ rollouts: t.array(RolloutView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['rollout'], readsMany: ['rollout'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list, readMany }) {
    const after = readPageToken('rollouts', caller.tenant, nextToken)
    const { items, next } = await list.rollout({ limit: maxResults, after })
    const rollouts = await readMany.rollout(items.map(({ id }) => id))
    return {
      rollouts: rollouts.sort((one, other) => (one.id < other.id ? -1 : 1)).map((rollout) => rolloutView(rollout)),
      nextToken: writePageToken('rollouts', caller.tenant, next),
    }
  },
})
