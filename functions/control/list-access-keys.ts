import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { AccessKeyView, accessKeyView } from './_dialect/views/access-key.ts'

/** Lists the tenant's access keys, oldest first, without their secrets. */
export default operation({
  name: 'ListAccessKeys',
  route: 'GET /access-keys',
  example: {
    request: {},
    answer: {
      accessKeys: [
        {
          accessKeyId: '<accessKeyId>',
          userName: '<userName>',
          permissions: ['*'],
          createdAt: '2026-03-02T09:30:00.000Z',
        },
      ],
    },
  },
  permission: 'keys.manage',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ accessKeys: t.array(AccessKeyView), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['access-key'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list }) {
    const after = readPageToken('access-keys', caller.tenant, nextToken)
    const { items, next } = await list['access-key']({ limit: maxResults, after })
    return { accessKeys: items.map(accessKeyView), nextToken: writePageToken('access-keys', caller.tenant, next) }
  },
})
