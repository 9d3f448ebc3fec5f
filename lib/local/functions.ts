import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { join } from 'node:path'
import type { HttpHandler } from '@smithy/protocol-http'
import type { Context } from 'aws-lambda'
import { authenticators } from '#runtime/credentials/authenticators/all.ts'
import { authorizerHandler } from '#runtime/credentials/authorizer.ts'
import type { Environment } from '#runtime/invocation/context.ts'
import { workerHandler } from '#runtime/entries/queue.ts'
import { relayHandler } from '#runtime/entries/stream.ts'
import { fallback } from '#runtime/declarations/fallback.ts'
import { dueFunctionName } from '#runtime/declarations/function-names.ts'
import { capabilities } from '#runtime/capabilities/all.ts'
import invocations from '#runtime/capabilities/invocations.ts'
import { lambda, type Handler, type Host } from '#runtime/invocation/lambda.ts'
import { stepQueueNames } from '#runtime/declarations/queues.ts'
import { assetFolders } from '#runtime/declarations/resources.ts'
import { root, timeoutSecondsOf, type FunctionDefinition, type Registry } from '#inventory/registry.ts'
import { taskHandler } from '#runtime/declarations/task.ts'
import { effectsPolicy, type Statement } from '#inventory/effects-policy.ts'
import { arnOf, dataRoleArn, functionArn, names, stateMachineArn } from './names.ts'
import { unsigned } from './request-handlers.ts'

/**
 * The product's functions as Lambda would hold them: each made once, with an environment, credentials and an IAM policy
 * of its own. The policy is the one CDK synthesizes from the same effects, and the AWS endpoints enforce it, so a
 * missing grant fails here as it would there.
 */
export interface LocalFunctions {
  names: readonly string[]
  /** Runs a function. Throws what its handler throws, or when it takes longer than its timeout. */
  invoke: (name: string, event: unknown) => Promise<unknown>
  /** How many invocations have begun: whether anything happened meanwhile. */
  invoked: () => number
  /** The key a function signs with in this process. */
  credentialsOf: (name: string) => { accessKeyId: string; secretAccessKey: string }
  /** The function an access key belongs to. */
  byKey: (accessKeyId: string) => FunctionKey | undefined
  byName: (name: string) => FunctionKey | undefined
}

/** Who a function is at the AWS endpoints. */
interface FunctionKey {
  name: string
  secretAccessKey: string
  policy: Statement[]
}

/** What the environments of all functions have in common. */
interface Common extends Pick<Environment, 'endpoint' | 'flowQuota' | 'outboundRanges' | 'logLevel'> {
  /** How a function of this name reaches the AWS endpoints. */
  handlerOf: (name: string) => HttpHandler
}

const keyIdOf = (name: string): string =>
  `ASIA${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`

export function openFunctions(registry: Registry, { handlerOf, ...common }: Common, now: () => Date): LocalFunctions {
  const handlers = new Map<string, Handler>()
  const keys = new Map<string, FunctionKey>()
  const keysByName = new Map<string, FunctionKey>()
  const timeouts = new Map(registry.functions.map((unit) => [unit.name, timeoutSecondsOf(unit)]))

  for (const unit of registry.functions) {
    const credentials = {
      accessKeyId: keyIdOf(unit.name),
      secretAccessKey: randomBytes(30).toString('base64'),
    }
    const reached = { requestHandler: handlerOf(unit.name), signer: unsigned }
    const env: Environment = { ...environmentOf(common), ...reached, credentials }
    // Modules are loaded with the registry; a handler, with its clients, is made when first invoked, as on Lambda.
    const make = () => makeHandler(unit, { env, now })
    handlers.set(unit.name, (event, context) => {
      const handler = make()
      handlers.set(unit.name, handler)
      return handler(event, context)
    })
    const key = {
      name: unit.name,
      secretAccessKey: credentials.secretAccessKey,
      policy: effectsPolicy(unit.effects, arnOf),
    }
    keys.set(credentials.accessKeyId, key)
    keysByName.set(unit.name, key)
  }

  let invoked = 0
  return {
    names: [...timeouts.keys()],
    invoked: () => invoked,
    byKey: (accessKeyId) => keys.get(accessKeyId),
    byName: (name) => keysByName.get(name),
    credentialsOf: (name) => ({
      accessKeyId: keyIdOf(name),
      secretAccessKey: keysByName.get(name)?.secretAccessKey ?? '',
    }),
    async invoke(name, event) {
      const handler = handlers.get(name)
      if (!handler) throw new Error(`There is no function ${name}.`)
      invoked++
      const seconds = timeouts.get(name) ?? 0
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => reject(timedOut(name, seconds)), seconds * 1000)
      })
      try {
        // As it would arrive: through JSON, so that nothing is shared with the caller.
        return await Promise.race([handler(JSON.parse(JSON.stringify(event ?? null)), invocation(name, seconds)), late])
      } finally {
        clearTimeout(timer)
      }
    },
  }
}

function makeHandler(unit: FunctionDefinition, host: Host): Handler {
  switch (unit.kind) {
    case 'operation':
      return lambda(unit.operation, capabilities, authenticators[unit.operation.dialect.authentication], host)
    case 'task':
      return taskHandler(unit.name, unit.task, capabilities, host)
    case 'authorizer':
      return authorizerHandler(unit.name, host)
    case 'fallback':
      return fallback(unit.dialect, unit.targets, unit.effects.invokes ? invocations : undefined, host)
    case 'relay':
      return relayHandler(
        unit.parts.map(({ effect }) => effect),
        capabilities,
        host,
      )
    case 'worker':
      return workerHandler(
        unit.queue,
        unit.parts.map(({ component }) => component),
        capabilities,
        host,
      )
  }
}

const environmentOf = (common: Omit<Common, 'handlerOf'>): Environment => ({
  ...common,
  tableName: names.table,
  livenessTableName: names.livenessTable,
  stateMachineArnPrefix: stateMachineArn(''),
  functionPrefix: '',
  addresses: '',
  metricsNamespace: '',
  region: names.region,
  accountId: names.accountId,
  'secret:master-key': names.secret('master-key'),
  'secret:admin-password': names.secret('admin-password'),
  busName: names.bus,
  bucketName: names.bucket,
  scheduleGroup: names.scheduleGroup,
  scheduleRoleArn: arnOf('scheduleRole'),
  dataRoleArn,
  dueFunctionArn: functionArn(dueFunctionName),
  deadLetterQueueUrl: queueUrl(common, names.deadLetters),
  stepsQueueUrl: queueUrl(common, stepQueueNames.steps),
  longStepsQueueUrl: queueUrl(common, stepQueueNames['long-steps']),
  assetsPath: (asset) => join(root, assetFolders[asset]),
})

const queueUrl = ({ endpoint }: Pick<Common, 'endpoint'>, name: string): string =>
  `${endpoint}/${names.accountId}/${name}`

const invocation = (functionName: string, seconds: number, endsAt = performance.now() + seconds * 1000): Context => ({
  functionName,
  functionVersion: '$LATEST',
  invokedFunctionArn: functionArn(functionName),
  memoryLimitInMB: '256',
  awsRequestId: randomUUID(),
  logGroupName: `/aws/lambda/${functionName}`,
  logStreamName: 'local',
  callbackWaitsForEmptyEventLoop: false,
  getRemainingTimeInMillis: () => Math.max(0, endsAt - performance.now()),
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
})

const timedOut = (name: string, seconds: number): Error => {
  const error = new Error(`${name} timed out after ${seconds} seconds`)
  error.name = 'Sandbox.Timedout'
  return error
}
