import { readPageToken, writePageToken } from '#runtime/invocation/page-token.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { page, pageQuery, pageSize } from './_dialect/paging.ts'
import { CredentialSummary, credentialSummary } from './_dialect/views/credential.ts'

/** Lists the tenant's credentials, oldest first, without their secrets. */
export default operation({
  name: 'ListCredentials',
  route: 'GET /credentials',
  example: {
    request: {},
    answer: {
      credentials: [
        {
          id: '<credentialId>',
          description: 'Sign-in to the warehouse.',
          createdAt: '2026-03-02T09:30:00.000Z',
          createdBy: 'owner',
          updatedAt: '2026-03-02T09:30:00.000Z',
          updatedBy: 'owner',
        },
      ],
    },
  },
  permission: 'credentials.read',
  watchable: true,
  input: t.strictObject(page),
  query: pageQuery,
  output: t.object({ credentials: t.array(CredentialSummary), nextToken: t.optional(t.string()) }),
  fails: ['page-token-invalid'],
  effects: { lists: ['credential'] },
  async run({ maxResults = pageSize, nextToken }, { caller, list }) {
    const after = readPageToken('credentials', caller.tenant, nextToken)
    const { items, next } = await list.credential({ limit: maxResults, after })
    return {
      credentials: items.map(credentialSummary),
      nextToken: writePageToken('credentials', caller.tenant, next),
    }
  },
})
