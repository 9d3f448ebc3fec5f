import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { UserView, userView } from './_dialect/views/user.ts'

/** Lists the tenant's users, oldest first. */
export default operation({
  name: 'ListUsers',
  route: 'GET /users',
  example: {
    request: {},
    answer: {
      users: [
        {
          name: '<userName>',
          tenant: 'acme',
          permissions: [],
          createdAt: '2026-03-02T09:30:00.000Z',
          createdBy: 'test',
        },
      ],
    },
  },
  permission: 'users.manage',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ users: t.array(UserView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['user'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list }) {
    const after = readPageToken('users', caller.tenant, nextToken)
    const { items, next } = await list.user({ limit: maxResults, after })
    return { users: items.map(userView), nextToken: writePageToken('users', caller.tenant, next) }
  },
})
