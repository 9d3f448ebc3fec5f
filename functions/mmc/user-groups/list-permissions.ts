import { consolePermissions } from '#core/users/console-permissions.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'

/** Lists the permissions a user group may have. */
export default operation({
  name: 'ListPermissions',
  route: 'GET /api/usergroups/permissions',
  example: { request: {}, answer: { permissions: ['VIEW_ACTIVITY', 'VIEW_ALERTS'] } },
  permission: 'users.manage',
  input: t.object({}),
  output: t.object({ permissions: t.array(t.string()) }),
  fails: [],
  effects: {},
  run: () => Promise.resolve({ permissions: [...consolePermissions] }),
})
