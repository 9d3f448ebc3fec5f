import { usesOf } from '#core/agents/agent.ts'
import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { EnrolmentTokenView, enrolmentTokenView } from './_dialect/views/enrolment-token.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'

/** Lists the tenant's enrolment tokens, oldest first, with how often each was used. */
export default operation({
  name: 'ListEnrolmentTokens',
  route: 'GET /enrolment-tokens',
  example: {
    request: {},
    answer: {
      enrolmentTokens: [
        {
          id: '<tokenId>',
          autoRegister: true,
          maxUses: 1000,
          uses: 5,
          createdAt: '2026-03-02T09:30:00.000Z',
          createdBy: 'owner',
          expiresAt: '2026-03-02T09:30:00.000Z',
        },
      ],
    },
  },
  permission: 'enrolment.manage',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ enrolmentTokens: t.array(EnrolmentTokenView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['enrolment-token'], readsMany: ['enrolment-token', 'tally'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list, readMany }) {
    const after = readPageToken('enrolment-tokens', caller.tenant, nextToken)
    const { items, next } = await list['enrolment-token']({ limit: maxResults, after })
    const ids = items.map(({ id }) => id)
    const tokens = await readMany['enrolment-token'](ids)
    const tallies = await readMany.tally(ids.map(usesOf))
    const uses = new Map(tallies.map(({ name, count }) => [name, count]))
    return {
      enrolmentTokens: tokens
        .sort((one, other) => (one.id < other.id ? -1 : 1))
        .map((token) => enrolmentTokenView(token, uses.get(usesOf(token.id)) ?? 0)),
      nextToken: writePageToken('enrolment-tokens', caller.tenant, next),
    }
  },
})
