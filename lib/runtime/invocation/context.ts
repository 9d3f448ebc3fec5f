import { join } from 'node:path'
import type { Actor, Author } from '#core/actor.ts'
import type { EntityName } from '#core/items.ts'
import type { Principal } from '#core/users/permissions.ts'
import { noSource } from '#core/users/source.ts'
import { openTable, type ClientConfig, type Table } from '#store/dynamo.ts'
import type { IndexedEntity } from '#store/keys.ts'
import type { TokenUse } from '#store/token.ts'
import type { Effects } from '../declarations/effects.ts'
import type { Request } from './request.ts'
import type { AssetName, Resource } from '../declarations/resources.ts'

/**
 * The environment of a function: the only names read from `process.env` besides the ones in bin/. Capabilities add the members
 * that they are told things by; a function has those of its own capabilities.
 */
export interface Environment extends ClientConfig {
  tableName: string
  livenessTableName: string
  region: string
  accountId: string
  /** How many flows a tenant may have; AppFlow's own quota is 1000 (docs/dialects/appflow.md 5). */
  flowQuota: number
  /** Ranges of addresses that calls out may reach although they are not public (docs/decisions/0050). */
  outboundRanges: readonly string[]
  /** Where the files of `effects.assets` lie, a folder each. */
  assetsPath: (name: AssetName) => string
  /** Where the system has its libraries, for processes that are started without an environment. */
  libraryPath?: string
  /** Where faults are counted in CloudWatch; empty where nothing reads metrics. */
  metricsNamespace: string
  logLevel: 'DEBUG' | 'INFO' | 'WARN' | 'SILENT'
}

/** The environment variables that CDK sets on every function, by member. */
export const variables = {
  tableName: 'SLUICE_TABLE',
  livenessTableName: 'SLUICE_LIVENESS_TABLE',
  accountId: 'SLUICE_ACCOUNT_ID',
  flowQuota: 'SLUICE_FLOW_QUOTA',
  outboundRanges: 'SLUICE_OUTBOUND_RANGES',
  metricsNamespace: 'SLUICE_METRICS_NAMESPACE',
} as const

/** The environment on AWS of a function with these capabilities. What it was not granted is empty. */
export function environment(capabilities: readonly Capability[]): Environment {
  const read = (variable: string): string => process.env[variable] ?? ''
  const told = capabilities
    .flatMap((one) => Object.entries(one.variables ?? {}))
    .map(([member, variable]) => [member, read(variable)] as const)
  return {
    ...(Object.fromEntries(told) as Partial<Environment>),
    tableName: read(variables.tableName),
    livenessTableName: read(variables.livenessTableName),
    region: process.env.AWS_REGION ?? 'us-east-1',
    accountId: read(variables.accountId),
    flowQuota: Number(read(variables.flowQuota) || 1000),
    outboundRanges: read(variables.outboundRanges).split(',').filter(Boolean),
    assetsPath: (name) => join(process.env.LAMBDA_TASK_ROOT ?? '.', name),
    libraryPath: read('LD_LIBRARY_PATH'),
    metricsNamespace: read(variables.metricsNamespace),
    logLevel: (process.env.POWERTOOLS_LOG_LEVEL as Environment['logLevel'] | undefined) ?? 'INFO',
  } as Environment
}

/** What every invocation of one function shares: its table, time, ids and capabilities. Tests pass their own clock. */
export interface Services {
  env: Environment
  table: Table
  now: () => Date
  newId: () => string
  newUuid: () => string
  /** What its effects are made available by: on AWS those that its declaration names and no others, on one machine all. */
  capabilities: readonly Capability[]
}

export const services = (
  env: Environment,
  capabilities: readonly Capability[],
  now: () => Date = () => new Date(),
): Services => ({
  env,
  table: openTable(env),
  now,
  newId: idSource(now),
  newUuid: () => uuidOf(now()),
  capabilities,
})

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
  /** The request as it came, for an operation that takes a body of any media type; absent of calls that are no requests. */
  request?: Request
}

/** Who makes the changes of a call, as the store notes it. */
export const authorOfCall = ({ caller: { name, kind }, via, at, requestId }: Call): Author => ({
  name,
  kind,
  via,
  at,
  requestId,
})

/** An effect of the relay as the author of what it changes by itself. */
export const ownAuthor = (name: string, at: string): Author => ({
  name,
  kind: 'service',
  via: 'internal',
  at,
  requestId: '',
})

/** A call of a function of ours by itself, for a tenant: nobody asked for it over HTTP, and IAM decides what it may. */
export function ownCall(name: string, tenant: string, requestId: string, { env, now }: Services): Call {
  const caller: Principal = { tenant, id: name, name, kind: 'service', permissions: ['*'] }
  const { region, accountId } = env
  return { caller, via: 'internal', base: '', region, accountId, requestId, source: noSource, at: now().toISOString() }
}

/** The context that every function gets, whatever it declares. */
export interface CallContext extends Call {
  /** The caller, as decisions note who made a change. */
  actor: Actor
  newId: () => string
  newUuid: () => string
  flowQuota: number
  /** Ranges of addresses that the installation lets calls out reach, besides public ones. */
  outboundRanges: readonly string[]
}

/**
 * What `run` gets: the call, and of everything else exactly what its effects declare. Each capability adds its members here
 * (lib/runtime/capabilities); a member that the effects do not name is `never` or has no keys.
 */
export interface Context<E extends Effects = Effects, Answer = unknown> extends CallContext {}

/** What a capability makes the members of one context of. */
export interface Scope {
  effects: Effects
  call: Call
  services: Services
  /** The client token of the call, whose record is written with its change. */
  token?: Omit<TokenUse, 'answer'>
}

/**
 * One thing that functions can be permitted to do, whole in one file: the effects that declare it and the members of the
 * context they give (both as interfaces it adds to), the IAM statements and environment variables they take, and the code. A
 * function's bundle has the capabilities that its effects name and no others (lib/stacks/bundle.ts).
 */
export interface Capability {
  /** Its file is named the same. */
  name: string
  isFor: (effects: Effects) => boolean
  /** What it takes of IAM. */
  grants?: (effects: Effects) => readonly Grant[]
  /** The environment variables by which it is told of the installation, by the members of `Environment` they become. */
  variables?: { readonly [Member in keyof Environment]?: string }
  /** Those of them that a function with these effects is told; all unless said otherwise. */
  told?: (effects: Effects) => readonly (keyof Environment)[]
  /** Its members of a context. */
  context?: (scope: Scope) => object
  /** Its members of the context that effects of the relay get, which is of no tenant. */
  relay?: (services: Services) => object
}

/** An action on items of some entities, on the lists of some, or on the changes of some; actions on another resource, or on what no policy can name. */
export type Grant =
  | { action: string; entities: readonly (EntityName | 'token')[] }
  | { action: string; listed: readonly EntityName[] }
  | { action: string; changed: readonly IndexedEntity[] }
  | {
      actions: readonly string[]
      on: Resource | '*'
      /** The service that a role may be passed to. */
      passesTo?: string
      /** Tags that the resource must have. */
      tagged?: Readonly<Record<string, string>>
    }
