import { AppflowClient } from '@aws-sdk/client-appflow'
import { defaultTenant } from '../../lib/core/tenants.ts'
import { createFlow, type NewFlow } from '../../lib/core/flows/create-flow.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import type { User } from '../../lib/core/users/user.ts'
import { startLocal, type LocalApp, type LocalOptions } from '../../lib/local/app.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import { hashPassword } from '../../lib/runtime/credentials/passwords.ts'
import { hashSecret, newSecret } from '../../lib/runtime/credentials/random-secrets.ts'
import { tablesIn } from '../../lib/local/request-handlers.ts'
import { loadRegistry, type Registry } from '../../lib/inventory/registry.ts'
import { commit } from '../../lib/store/commit.ts'
import { openTable, type Table } from '../../lib/store/dynamo.ts'
import { read } from '../../lib/store/read.ts'

/** The whole product, in this process, on free ports, in memory unless told otherwise; and callers for it. */
export interface TestApp extends LocalApp {
  registry: Registry
  /** Its table, for tests to look at and to arrange. */
  table: Table
  /** Requests a path of the gateway. Bodies are JSON unless they are text already. */
  request: (method: string, path: string, options?: RequestOptions) => Promise<Answer>
  /** A bearer token for a user, made with these permissions if it is not there. */
  tokenFor: (user: TestUser) => Promise<string>
  /** An access key of a user, made with these permissions if it is not there. */
  keyFor: (user: TestUser) => Promise<{ accessKeyId: string; secretAccessKey: string }>
  appflowFor: (user?: TestUser) => Promise<AppflowClient>
  /** Makes a flow as any dialect may, its names repeating or not. */
  makeFlow: (flow: NewFlow) => Promise<Flow>
  /** A credential of the agent dialect in a user's tenant: the kind that has a permission, or for a user without any the other. */
  agentTokenFor: (user: TestUser, permission: string) => Promise<string>
}

export interface TestUser {
  name: string
  tenant?: string
  permissions?: string[]
  organisation?: string
  seesOwnFlowsOnly?: true
}

export interface RequestOptions {
  body?: unknown
  headers?: Record<string, string>
  token?: string
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into answers of any shape
  json: any
}

export const administrator: TestUser = { name: 'admin', permissions: ['*'] }
export const password = 'correct horse battery'
const hashed = hashPassword(password)
const newId = idSource(() => new Date())

export async function startTestApp(options: Partial<LocalOptions> = {}): Promise<TestApp> {
  const registry = options.registry ?? (await loadRegistry())
  const app = await startLocal({
    registry,
    host: '127.0.0.1',
    port: 0,
    awsPort: 0,
    adminPassword: password,
    flowQuota: 1000,
    logLevel: 'SILENT',
    ...options,
  })
  const tokens = new Map<string, Promise<string>>()

  const request: TestApp['request'] = async (method, path, { body, headers = {}, token } = {}) => {
    const answer = await fetch(`${app.url}${path}`, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      body: body === undefined || typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, text, json: parse(text) }
  }

  const tokenFor = (user: TestUser): Promise<string> => {
    const name = signInName(user)
    const token = tokens.get(name) ?? signIn(user)
    tokens.set(name, token)
    return token
  }

  const table = openTable(tablesIn(app.engine))

  /**
   * A user and a session as CreateUser and Login leave them, which have tests of their own: hashing a password takes a
   * fifth of a second, and every test has users.
   */
  async function signIn(user: TestUser): Promise<string> {
    const { tenant = defaultTenant, permissions = ['*'], organisation, seesOwnFlowsOnly } = user
    const known = await read(table, 'user', tenant, user.name)
    const createdAt = new Date().toISOString()
    const fresh = {
      tenant,
      name: user.name,
      id: newId(),
      version: 1,
      permissions,
      organisation,
      seesOwnFlowsOnly,
      createdAt,
    }
    const made: User = known ?? { ...fresh, password: await hashed, createdBy: 'test' }
    const token = `sls_${newSecret()}`
    const session = { tenant, tokenHash: hashSecret(token), userName: made.name, userId: made.id, expiresAt: 4e9 }
    await commit(table, [
      ...(known ? [] : [{ kind: 'put' as const, entity: 'user' as const, item: made }]),
      { kind: 'put', entity: 'session', item: session },
    ])
    return token
  }

  const keys = new Map<string, Promise<{ accessKeyId: string; secretAccessKey: string }>>()
  const keyFor: TestApp['keyFor'] = (user) => {
    const name = signInName(user)
    const key = keys.get(name) ?? makeKey(user)
    keys.set(name, key)
    return key
  }

  /** Issued by the tenant's owner: the user's own permissions need not include issuing keys. */
  async function makeKey(user: TestUser) {
    await tokenFor(user)
    const owner = user.tenant ? { name: 'owner', tenant: user.tenant } : administrator
    const answer = await request('POST', '/v1/access-keys', {
      token: await tokenFor(owner),
      body: { userName: user.name },
    })
    if (answer.status !== 201) throw new Error(answer.text)
    return answer.json as { accessKeyId: string; secretAccessKey: string }
  }

  const agentTokens = new Map<string, Promise<string>>()
  const agentTokenFor: TestApp['agentTokenFor'] = (user, permission) => {
    const enrols = (permission === 'agents.enrol') !== (user.permissions?.length === 0)
    const key = `${user.tenant ?? ''} ${enrols}`
    const token = agentTokens.get(key) ?? makeAgentToken(user, enrols)
    agentTokens.set(key, token)
    return token
  }

  async function makeAgentToken({ tenant }: TestUser, enrols: boolean): Promise<string> {
    const owner = tenant ? { name: 'owner', tenant } : administrator
    const made = await request('POST', '/v1/enrolment-tokens', {
      token: await tokenFor(owner),
      body: { maxUses: 100_000 },
    })
    const token = made.json.token as string
    if (enrols) return token
    const body = { protocol: 1, name: 'any', agentUrl: 'http://any:7777', hostIp: '10.0.0.1', runtimeVersion: '3.8.0' }
    return (await request('POST', '/agent/agents', { token, body })).json.credential as string
  }

  return {
    ...app,
    registry,
    table,
    agentTokenFor,
    request,
    tokenFor,
    keyFor,
    async makeFlow(given) {
      const actor = { name: 'owner', kind: 'user', via: 'direct', at: new Date().toISOString() } as const
      const { after, change } = createFlow(given, { tenant: 1000 }, actor)
      await commit(table, change)
      return after
    },
    appflowFor: async (user = administrator) =>
      new AppflowClient({
        endpoint: `${app.url}/appflow`,
        region: 'us-east-1',
        credentials: await keyFor(user),
        maxAttempts: 1,
      }),
  }
}

const signInName = ({ name, tenant }: TestUser): string => (tenant ? `${tenant}/${name}` : name)

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
