import { managesUsers, reaches } from '#core/users/organisation.ts'
import type { User } from '#core/users/user.ts'
import { all } from '#runtime/invocation/all.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation, refusal } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { readId } from '../_dialect/ids.ts'
import { ListedUser, listedUser, Meta } from '../_dialect/views/user.ts'

const Names = t.optional(t.array(t.string().check(t.maxLength(288))).check(t.maxLength(1000)))

/** Lists users, those of the caller's organisation for who manages no others, oldest first: all, or those named. */
export default operation({
  name: 'ListUsers',
  route: 'GET /api/users',
  aliases: ['GET /users', 'GET /api/v1/users'],
  example: { request: {}, answer: [examples.user] },
  permission: ['users.manage', 'tenant.all', 'tenant.account.read'],
  errors: { 'permission-missing': { status: 403, name: 'FORBIDDEN' } },
  input: t.object({ username: Names, userId: Names, meta: Meta }),
  query: ['username', 'userId', 'meta'],
  output: t.union([t.array(ListedUser), t.object({ data: t.array(ListedUser), meta: t.object({ total: t.int() }) })]),
  fails: ['filter-invalid'],
  effects: { lists: ['user'], readsMany: ['user', 'login-record'] },
  async run({ username, userId, meta }, { caller, list, readMany }) {
    const ids = userId?.map((id) => readId(id) ?? invalidFilter())
    const names = username?.flatMap((name) => [name.toLowerCase(), name])
    const wanted = names ?? (await all(list.user)).map(({ name }) => name)
    const users = (await readMany.user(wanted))
      .filter((user) => managesUsers(caller) || reaches(caller, user))
      .filter(({ id }) => ids === undefined || ids.includes(id))
      .sort(byAge)
    const records = new Map((await readMany['login-record'](users.map(({ id }) => id))).map((one) => [one.userId, one]))
    const data = users.map((user) => listedUser(user, records.get(user.id)))
    return meta ? { data, meta: { total: data.length } } : data
  },
})

const byAge = (one: User, other: User): number => (one.id < other.id ? -1 : 1)

const invalidFilter = (): never => {
  throw refusal('filter-invalid', 'The filter is invalid.')
}
