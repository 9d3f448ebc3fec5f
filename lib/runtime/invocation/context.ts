import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defaultTenant } from '#core/tenants.ts'
import type { Lease } from '#core/servers/lease.ts'
import type { CheckIn } from '#store/leases.ts'
import { read } from '#store/read.ts'
import { readSecret } from '../credentials/secrets.ts'
import { ttlCache } from '../credentials/ttl-cache.ts'
import type { Actor } from '#core/actor.ts'
import type { Count, Write } from '#core/change.ts'
import type { EntityName, Items } from '#core/items.ts'
import type { Definition } from '#core/flows/definition.ts'
import type { Flow, FlowAddress } from '#core/flows/flow.ts'
import type { FlowMove } from '#core/flows/lifecycle.ts'
import type { Principal } from '#core/users/permissions.ts'
import { noSource } from '#core/users/source.ts'
import type { Table } from '#store/dynamo.ts'
import type { Moved } from '#store/move.ts'
import type { Child, Page, Cursor } from '#store/read.ts'
import { openTable, type ClientConfig } from '#store/dynamo.ts'
import type { AssetName, Effects, ObjectPrefix, Reply, SecretName } from '../declarations/operation.ts'

/** The environment of a function: the only names read from `process.env` besides the ones in bin/. */
export interface Environment extends ClientConfig {
  tableName: string
  livenessTableName: string
  region: string
  accountId: string
  /** How many flows a tenant may have; AppFlow's own quota is 1000 (docs/dialects/appflow.md 5). */
  flowQuota: number
  /** Ranges of addresses that calls out may reach although they are not public (docs/decisions/0050). */
  outboundRanges: readonly string[]
  /** The AWS secret that holds each secret this function may read. */
  secretIds: Partial<Record<SecretName, string>>
  busName: string
  /** The bucket of archives. */
  bucketName: string
  scheduleGroup: string
  scheduleRoleArn: string
  dueFunctionArn: string
  deadLetterQueueUrl: string
  /** The ARN of each workflow this function may start, by its folder's name. */
  stateMachineArn: (workflow: string) => string
  /** What functions' names begin with in this installation. */
  functionPrefix: string
  /** Where each dialect's API is, if that is not where this one is. */
  addresses: Record<string, string>
  /** Where the files of `effects.assets` lie, a folder each. */
  assetsPath: (name: AssetName) => string
  /** Where faults are counted in CloudWatch; empty where nothing reads metrics. */
  metricsNamespace: string
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'SILENT'
}

/** The environment variables CDK sets and `environment` reads, by member. */
export const variables = {
  tableName: 'SLUICE_TABLE',
  livenessTableName: 'SLUICE_LIVENESS_TABLE',
  accountId: 'SLUICE_ACCOUNT_ID',
  flowQuota: 'SLUICE_FLOW_QUOTA',
  outboundRanges: 'SLUICE_OUTBOUND_RANGES',
  busName: 'SLUICE_BUS',
  bucketName: 'SLUICE_BUCKET',
  scheduleGroup: 'SLUICE_SCHEDULE_GROUP',
  scheduleRoleArn: 'SLUICE_SCHEDULE_ROLE_ARN',
  dueFunctionArn: 'SLUICE_DUE_FUNCTION_ARN',
  deadLetterQueueUrl: 'SLUICE_DEAD_LETTER_QUEUE_URL',
  stateMachineArnPrefix: 'SLUICE_STATE_MACHINE_ARN_PREFIX',
  functionPrefix: 'SLUICE_FUNCTION_PREFIX',
  addresses: 'SLUICE_ADDRESSES',
  metricsNamespace: 'SLUICE_METRICS_NAMESPACE',
  'master-key': 'SLUICE_SECRET_MASTER_KEY',
  'admin-password': 'SLUICE_SECRET_ADMIN_PASSWORD',
} as const

/** The environment on AWS. What a function was not granted is empty, and its context has no member that would use it. */
export function environment(): Environment {
  const read = (name: keyof typeof variables): string => process.env[variables[name]] ?? ''
  return {
    tableName: read('tableName'),
    livenessTableName: read('livenessTableName'),
    region: process.env.AWS_REGION ?? 'us-east-1',
    accountId: read('accountId'),
    flowQuota: Number(read('flowQuota') || 1000),
    outboundRanges: read('outboundRanges').split(',').filter(Boolean),
    secretIds: { 'master-key': read('master-key'), 'admin-password': read('admin-password') },
    busName: read('busName'),
    bucketName: read('bucketName'),
    scheduleGroup: read('scheduleGroup'),
    scheduleRoleArn: read('scheduleRoleArn'),
    dueFunctionArn: read('dueFunctionArn'),
    deadLetterQueueUrl: read('deadLetterQueueUrl'),
    stateMachineArn: (workflow) => `${read('stateMachineArnPrefix')}${workflow}`,
    functionPrefix: read('functionPrefix'),
    addresses: JSON.parse(read('addresses') || '{}') as Record<string, string>,
    assetsPath: (name) => join(process.env.LAMBDA_TASK_ROOT ?? '.', name),
    metricsNamespace: read('metricsNamespace'),
    logLevel: (process.env.POWERTOOLS_LOG_LEVEL as Environment['logLevel'] | undefined) ?? 'INFO',
  }
}

/** What every invocation of one function shares: its table, its secrets, time and ids. Tests pass their own clock. */
export interface Services {
  env: Environment
  table: Table
  now: () => Date
  newId: () => string
  newUuid: () => string
  secret: (name: SecretName) => Promise<string>
  /** How many agents there are, as last counted; asked for at most once a minute. */
  fleetSize: () => Promise<number>
}

export function services(env: Environment, now: () => Date = () => new Date()): Services {
  const table = openTable(env)
  const secrets = new Map<SecretName, Promise<string>>()
  return {
    env,
    table,
    now,
    newId: idSource(now),
    newUuid: () => uuidOf(now()),
    fleetSize: fleetSizeOf(table, now),
    secret: (name) => {
      const known = secrets.get(name) ?? readSecret(env, name)
      secrets.set(name, known)
      // A failed look-up is not kept: the next call asks again.
      known.catch(() => secrets.delete(name))
      return known
    },
  }
}

/** 24 hex digits that sort by creation time, also within one millisecond of one process: 48 bits of time, 48 random. */
export function idSource(now: () => Date): () => string {
  let lastTime = 0
  let lastTail = 0n
  return () => {
    const time = Math.max(now().getTime(), lastTime)
    const random = BigInt(`0x${Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex')}`)
    // The top bit stays free, so that counting up within a millisecond never overflows.
    lastTail = time === lastTime ? lastTail + 1n + (random >> 24n) : random >> 1n
    lastTime = time
    return time.toString(16).padStart(12, '0') + lastTail.toString(16).padStart(12, '0')
  }
}

/** A UUID (version 7) that sorts by its time, to the millisecond. */
function uuidOf(at: Date): string {
  const random = Buffer.from(crypto.getRandomValues(new Uint8Array(10))).toString('hex')
  const time = at.getTime().toString(16).padStart(12, '0')
  const variant = ((Number.parseInt(random.slice(3, 4), 16) & 3) | 8).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(8)}`
}

function fleetSizeOf(table: Table, now: () => Date): () => Promise<number> {
  const counted = ttlCache(60, now, async () => (await read(table, 'fleet', defaultTenant))?.count ?? 0)
  return () => counted('fleet')
}

/** What surrounds a call, whichever way it came in. */
export interface Call {
  caller: Principal
  /** Which way it came in (`Actor`). */
  via: string
  /** Where the caller finds this API: scheme, host and base path as it was addressed; only a path for direct calls. */
  base: string
  /** AWS region and account the caller addressed; both appear in ARNs. */
  region: string
  accountId: string
  requestId: string
  /** The network the call comes from (`sourceOf`), or `direct`. */
  source: string
  /** What the caller calls this request, to repeat it safely: the header Idempotency-Key. */
  idempotencyKey?: string
  /** The time of the call, ISO 8601. */
  at: string
}

/** A call of a function of ours by itself, for a tenant: nobody asked for it over HTTP, and IAM decides what it may. */
export function ownCall(name: string, tenant: string, requestId: string, { env, now }: Services): Call {
  const caller: Principal = { tenant, id: name, name, kind: 'service', permissions: ['*'] }
  const { region, accountId } = env
  return { caller, via: 'internal', base: '', region, accountId, requestId, source: noSource, at: now().toISOString() }
}

type Named<E extends Effects, K extends keyof Effects> = E[K] extends readonly (infer Name)[] ? Name : never

/** What `run` gets: the call, and of the store exactly what the operation's effects declare. */
export interface Context<E extends Effects = Effects, Answer = unknown> extends Call {
  /** The caller, as decisions note who made a change. */
  actor: Actor
  newId: () => string
  newUuid: () => string
  flowQuota: number
  /** Ranges of addresses that the installation lets calls out reach, besides public ones. */
  outboundRanges: readonly string[]
  read: {
    [K in Extract<Named<E, 'reads'>, EntityName>]: (...names: string[]) => Promise<Items[K] | undefined>
  }
  readMany: { [K in Extract<Named<E, 'readsMany'>, EntityName>]: (names: readonly string[]) => Promise<Items[K][]> }
  queryChildren: {
    [K in Extract<Named<E, 'queriesChildren'>, Child>]: (...names: [string, ...string[]]) => Promise<Items[K][]>
  }
  /** Finds a flow by its handle or id. Only with `reads: ['flow']`. */
  findFlow: 'flow' extends Named<E, 'reads'> ? (address: FlowAddress) => Promise<Flow | undefined> : never
  /** The same with the newest version of its definition. Only with `queriesChildren: ['definition']` besides. */
  findFlowWithDefinition: 'definition' extends Named<E, 'queriesChildren'>
    ? (address: FlowAddress) => Promise<{ flow: Flow; definition: Definition } | undefined>
    : never
  list: {
    [K in Extract<Named<E, 'lists'>, EntityName>]: (page: { limit: number; after?: Cursor }) => Promise<Page<K>>
  }
  /** Applies a change and gives back `answer`; the answer of the first call when this one repeats it. */
  commit: <A extends Answer | Reply<Answer>>(change: readonly Allowed<E>[], answer: A) => Promise<A>
  move: {
    [K in Named<E, 'moves'> & 'flow']: <A>(
      /** By id only with `reads: ['flow']`: its pointer may have to be read. */
      flow: 'flow' extends Named<E, 'reads'> ? FlowAddress : { handle: string },
      move: FlowMove,
      answer: (moved: Moved) => A,
    ) => Promise<A>
  }
  /** Renews the calling agent's lease. Only with the effect `checksIn`; call it before anything else. */
  checkIn: E['checksIn'] extends true ? (checkIn: AgentCheckIn) => Promise<CheckedIn> : never
  /** Tells agents through their leases, at their next check-in. Only with the effect `requestsMetrics`. */
  requestMetrics: E['requestsMetrics'] extends true ? (agentIds: readonly string[]) => Promise<void> : never
  leases: E['sweeps'] extends true ? LeaseSweep : never
  secret: (name: Named<E, 'secrets'> & SecretName) => Promise<string>
  /** What `signIn` (passwords.ts) checks a password with. Only with the effect `checksPasswords`. */
  signingIn: E['checksPasswords'] extends true ? SigningIn : never
  /** Scheme and host of a dialect's API; nothing for one that is where this one is. */
  addressOf: E['addresses'] extends true ? (dialect: string) => string : never
  asset: (folder: Named<E, 'assets'> & AssetName, file: string) => Promise<Buffer | undefined>
  /** What `openObjects` opens the bucket with, for the declared prefixes and the caller's tenant. */
  bucket: Bucket<
    Extract<Named<E, 'readsObjects'>, ObjectPrefix>,
    Extract<Named<E, 'writesObjects'>, ObjectPrefix>,
    Extract<Named<E, 'deletesObjects'>, ObjectPrefix>
  >
}

/** Where users and attempts are kept, and where an attempt comes from. */
export type SigningIn = Pick<Services, 'table' | 'now'> & Pick<Call, 'source'>

/** The bucket as a function may use it; see objects.ts. The three are what it may read, write and delete. */
export interface Bucket<R extends ObjectPrefix, W extends ObjectPrefix, D extends ObjectPrefix> {
  env: Environment
  tenant: string
  readonly may?: { read: (prefix: R) => void; write: (prefix: W) => void; remove: (prefix: D) => void }
}

/** What an agent's check-in says of itself; who it is stands in its credential. */
export type AgentCheckIn = Pick<CheckIn, 'bootId' | 'seq' | 'status' | 'observedGeneration' | 'metricsAt'>

export interface CheckedIn {
  lease: Lease
  /** How long the agent is to wait before it checks in again. */
  nextSeconds: number
}

export interface LeaseSweep {
  all: () => AsyncGenerator<Lease[]>
  noteAnnounced: (lease: Lease, announced: 'up' | 'down') => Promise<void>
}

type Allowed<E extends Effects> =
  | Extract<Write<Extract<Named<E, 'creates'>, EntityName>>, { kind: 'create' | 'put' }>
  | Extract<Write<Extract<Named<E, 'updates'>, EntityName>>, { kind: 'update' }>
  | Extract<Write<Extract<Named<E, 'deletes'>, EntityName>>, { kind: 'delete' }>
  | Extract<Write<Extract<Named<E, 'checks'>, EntityName>>, { kind: 'check' }>
  | ('tally' extends Named<E, 'updates'> ? Count : never)

/** A file of an asset folder; undefined when there is none of that name. Names with a path in them are none. */
export async function readAsset(env: Environment, folder: AssetName, file: string): Promise<Buffer | undefined> {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(file)) return undefined
  try {
    return await readFile(join(env.assetsPath(folder), file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
