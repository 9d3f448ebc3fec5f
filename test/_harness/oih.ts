import { afterAll } from 'vitest'
import type { LocalOptions } from '../../lib/local/app.ts'
import { defaultTenant } from '../../lib/core/tenants.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { administrator, password, startTestApp, type Answer, type TestUser } from './app.ts'

/** The product, and callers of its Open Integration Hub dialect. */
export async function startHub(options: Partial<LocalOptions> = {}) {
  const app = await startTestApp(options)
  afterAll(() => app.stop())
  const admin = await app.tokenFor(administrator)
  const hub = (method: string, path: string, token?: string, body?: unknown): Promise<Answer> =>
    app.request(method, `/oih${path}`, { token, body })

  /** A user made through the hub, and the token of a sign-in there. */
  async function user(username: string, more: object = {}, as = admin) {
    const { json } = await hub('POST', '/api/users', as, { username, password, ...more })
    const { json: session } = await hub('POST', '/login', undefined, { username, password })
    return { id: json.id as string, token: session.token as string }
  }

  /** One who sees own flows only, and a session, without the time that passwords take. */
  async function member(name: string, more: Partial<TestUser> = {}) {
    const token = await app.tokenFor({ permissions: [], ...more, name, seesOwnFlowsOnly: true })
    const tenant = defaultTenant
    const { id = '' } = (await read(app.table, 'user', tenant, name)) ?? {}
    await commit(app.table, [{ kind: 'put', entity: 'user-pointer', item: { tenant, id, name } }])
    return { id, token }
  }
  return { app, admin, hub, user, member }
}

/** Ids of the roles there are. */
export const role = {
  admin: '5f0000000000000000000001',
  user: '5f0000000000000000000002',
  tenantAdmin: '5f0000000000000000000003',
}
