import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession } from '../../lib/core/users/open-session.ts'
import type { User } from '../../lib/core/users/user.ts'
import { hashSecret } from '../../lib/runtime/credentials/random-secrets.ts'
import { sessionCaller } from '../../lib/runtime/credentials/sessions.ts'
import { commit } from '../../lib/store/commit.ts'
import { readGlobal } from '../../lib/store/read.ts'
import { openTestTable, type TestTable } from '../_harness/table.ts'

let table: TestTable
beforeAll(async () => void (table = await openTestTable()))
afterAll(() => table.stop())

const begin = Date.parse('2026-03-02T09:30:00Z')
const hour = 3600_000
const user: User = {
  tenant: 'acme',
  name: 'sam',
  id: 'a'.repeat(24),
  version: 1,
  password: '',
  permissions: ['flows.read'],
  createdAt: '',
  createdBy: '',
}

test('a token lives for three hours after its last use, give or take five minutes, and costs a write in five', async () => {
  await commit(table, [{ kind: 'put', entity: 'user', item: user }])
  const life = { expiresAt: (begin + 3 * hour) / 1000, slidingSeconds: (3 * hour) / 1000 }
  await commit(table, openSession(user, { tokenHash: hashSecret('secret'), ...life }).change)
  const use = (after: number) =>
    sessionCaller(
      { method: 'GET', path: '/', query: '', headers: { authorization: 'Bearer secret' }, body: Buffer.alloc(0) },
      { table, now: () => new Date(begin + after) },
    )
  const end = async () => ((await readGlobal(table, 'session', hashSecret('secret')))?.expiresAt ?? 0) * 1000 - begin

  expect(await use(4 * 60_000)).toMatchObject({ name: 'sam', tenant: 'acme', userId: user.id })
  expect(await end()).toBe(3 * hour)
  await use(2.9 * hour)
  expect(await end()).toBe(5.9 * hour)
  await use(5.8 * hour)
  await expect(use(8.9 * hour)).rejects.toMatchObject({ code: 'credentials-rejected' })
})

test('signing out while a request prolongs the token does not bring it back', async () => {
  const session = { tenant: 'acme', tokenHash: hashSecret('gone'), userName: 'sam', userId: user.id, expiresAt: 4e9 }
  const prolonging = commit(table, [{ kind: 'update', entity: 'session', before: session, set: { expiresAt: 5e9 } }])

  await expect(prolonging).rejects.toMatchObject({ code: 'version-conflict' })
  expect(await readGlobal(table, 'session', hashSecret('gone'))).toBeUndefined()
})
