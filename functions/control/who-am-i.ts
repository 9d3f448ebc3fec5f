import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Returns the caller, the tenant and the caller's permissions. */
export default operation({
  name: 'WhoAmI',
  route: 'GET /whoami',
  example: { request: {}, answer: { tenant: 'acme', name: 'owner', kind: 'user', permissions: ['*'] } },
  permission: 'authenticated',
  input: t.strictObject({}),
  output: t.object({ tenant: t.string(), name: t.string(), kind: t.string(), permissions: t.array(t.string()) }),
  fails: [],
  effects: {},
  run: async (_input, { caller: { tenant, name, kind, permissions } }) => ({
    tenant,
    name,
    kind,
    permissions: [...permissions],
  }),
})
