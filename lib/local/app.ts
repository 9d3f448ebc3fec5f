import { once } from 'node:events'
import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { accessKeys } from '#runtime/access-keys.ts'
import type { Environment } from '#runtime/context.ts'
import { administratorFunctionName, serverGroupsFunctionName, userGroupsFunctionName } from '#runtime/function-names.ts'
import type { SecretName } from '#runtime/operation.ts'
import type { Registry } from '#runtime/registry.ts'
import { openTable } from '#store/dynamo.ts'
import { administratorOf, awsEndpoint } from './aws/endpoint.ts'
import { dynamodb } from './aws/dynamodb.ts'
import { events } from './aws/events.ts'
import { lambdaService } from './aws/lambda.ts'
import { scheduler } from './aws/scheduler.ts'
import { secretsManager } from './aws/secrets-manager.ts'
import { s3, type S3Options } from './aws/s3.ts'
import { AwsError } from './aws/protocol.ts'
import { send, sqs } from './aws/sqs.ts'
import { stepFunctions } from './aws/step-functions.ts'
import { startClock, type Clock } from './clock.ts'
import { openDataFolder } from './data-folder.ts'
import { startEngine, type Engine } from './engine.ts'
import { openFunctions, type LocalFunctions } from './functions.ts'
import { openExecutions, type Executions } from './executions.ts'
import { gateway } from './gateway.ts'
import { openInvocations, type Invocations } from './invocations.ts'
import { names } from './names.ts'
import { openObjectFiles, type ObjectFiles } from './object-files.ts'
import { inProcess, toEngine } from './request-handlers.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { openState, type State } from './state.ts'
import { openStreamPump, type StreamPump } from './stream.ts'
import { ensureTable, livenessTableRequest, tableRequest } from './table.ts'
import { wallTimers, type Timers } from './timers.ts'

/** Where and how to run. Port 0 takes a free one. */
export interface LocalOptions {
  registry: Registry
  host: string
  port: number
  awsPort: number
  /** Hosts and origins to trust beside the machine's own; see trusted-origins.ts. */
  allowedHosts?: readonly string[]
  allowedOrigins?: readonly string[]
  /** Folder of the state; in memory without one. */
  dataFolder?: string
  adminPassword: string
  flowQuota: number
  logLevel: Environment['logLevel']
  timers?: Timers
  /** The events one execution of a workflow may have; as many as on AWS unless told otherwise. */
  historyLimit?: number
}

/** The whole product on one machine. Everything in it but the engine and the two servers is for tests to look at. */
export interface LocalApp {
  url: string
  awsUrl: string
  engine: Engine
  state: State
  functions: LocalFunctions
  invocations: Invocations
  executions: Executions
  objects: ObjectFiles
  stream: StreamPump
  /** Rejects when it cannot go on, because its engine is gone for good. Never resolves. */
  failure: Promise<never>
  /** Resolves when every effect of what was written so far has been caused. */
  settled: () => Promise<void>
  stop: () => Promise<void>
}

/**
 * Starts everything: engine, AWS endpoints, functions, gateway; then takes up what an earlier process left (schedules,
 * rules, accepted invocations, unread stream records) and makes the administrator. Stopping or killing it at any point
 * loses nothing it has acknowledged.
 */
export async function startLocal(options: LocalOptions): Promise<LocalApp> {
  const { registry, host, timers = wallTimers } = options
  const folder = await openDataFolder(options.dataFolder)
  const engine = await startEngine(folder.database).catch(async (error: unknown) => {
    await folder.release()
    throw error
  })
  const aws = createServer()
  const front = createServer()
  try {
    await ensureTable(engine, tableRequest(names.table))
    await ensureTable(engine, livenessTableRequest(names.livenessTable))
    const state = await openState(engine)
    const secrets = await openSecrets(folder.secrets, state, options.adminPassword)

    // The functions are told where AWS is, so the endpoints' port comes first and what answers there afterwards.
    const awsUrl = `http://${host}:${await listen(aws, host, options.awsPort)}`
    const { flowQuota, logLevel } = options
    const trust = { host, hosts: options.allowedHosts, origins: options.allowedOrigins }
    const onFault = (error: unknown, requestId: string) => {
      if (logLevel !== 'SILENT') console.error(`AWS endpoints, request ${requestId}:`, error)
    }
    // Functions reach the endpoints without a socket; what they sign is checked as if it had come through one.
    const requestHandler = inProcess((request) => endpoint.answer(request))
    const common = { endpoint: awsUrl, requestHandler, flowQuota, logLevel }
    const functions = openFunctions(registry, common, timers.now)
    const clock = startClock(timers)
    const bury = async (message: unknown) => void (await send(state, timers, JSON.stringify(message)))
    const invocations = openInvocations(state, functions, timers, bury)
    const bus = events(state, clock, functions, invocations, timers)
    const schedules = scheduler(state, clock, functions, invocations, timers)
    const executions = openExecutions(registry.workflows, state, functions, timers, options.historyLimit)
    const stream = openStreamPump(engine, state, functions, timers)
    const services = [
      dynamodb(engine, stream.nudge),
      lambdaService(functions, invocations),
      bus,
      schedules,
      secretsManager(secrets),
      stepFunctions(
        executions,
        registry.workflows.map(({ name }) => name),
      ),
      sqs(state, timers),
    ]
    const lookUp = accessKeys(ownServices(engine, secrets, timers))
    const objects = openObjectFiles(folder.objects, timers.now)
    const store = s3({
      files: objects,
      // SDKs sign by the wall clock, whatever time the product is told it is.
      now: wallTimers.now,
      identify: identifyBy(functions, lookUp),
      created: tellOfObjects(registry, invocations, timers),
    })
    const endpoint = awsEndpoint(services, store, functions, lookUp, { now: wallTimers.now, trust, onFault })
    aws.on('request', endpoint.listener)

    await functions.invoke(administratorFunctionName, {})
    await functions.invoke(serverGroupsFunctionName, {})
    await functions.invoke(userGroupsFunctionName, {})
    await Promise.all([bus.resume(), schedules.resume(), invocations.resume(), executions.resume()])
    runByTheClock(registry, clock, invocations, timers)
    stream.nudge()
    front.on('request', gateway(registry, functions, timers.now, trust))
    const url = `http://${host}:${await listen(front, host, options.port)}`

    return {
      url,
      awsUrl,
      engine,
      failure: engine.failure,
      state,
      functions,
      invocations,
      executions,
      objects,
      stream,
      async settled() {
        for (let before = -1; before !== functions.invoked();) {
          before = functions.invoked()
          await stream.drained()
          await invocations.idle()
          await executions.idle()
        }
      },
      async stop() {
        clock.stop()
        await close(front)
        await executions.stop()
        await stream.stop()
        await invocations.stop()
        await close(aws)
        await engine.stop()
        await folder.release()
      },
    }
  } catch (error) {
    await Promise.all([close(front), close(aws)])
    await engine.stop()
    await folder.release()
    throw error
  }
}

/** The tasks of the product that a rule of its own calls; on AWS the workflow stack has the same rules. */
function runByTheClock({ functions }: Registry, clock: Clock, invocations: Invocations, { now }: Timers): void {
  for (const unit of functions) {
    if (unit.kind !== 'task' || !unit.task.schedule) continue
    const timetable = { expression: unit.task.schedule, madeAt: now().getTime() }
    // Not kept over a restart, nor when it can not be noted: the next minute brings the next one.
    clock.arm(`task ${unit.name}`, timetable, () => {
      invocations.accept(unit.name, {}).catch(() => undefined)
    })
  }
}

/** S3's own question of who holds a key. */
const identifyBy =
  (functions: LocalFunctions, lookUp: ReturnType<typeof accessKeys>): S3Options['identify'] =>
  async (keyId) => {
    const own = functions.byKey(keyId)
    if (own) return { who: { kind: 'function', ...own }, secretAccessKey: own.secretAccessKey }
    try {
      const { principal, secretAccessKey } = await lookUp(keyId)
      return { who: administratorOf(principal), secretAccessKey }
    } catch (error) {
      throw new AwsError('InvalidAccessKeyId', (error as Error).message, 403)
    }
  }

/** Tells the tasks that wait for objects of each that arrives, as EventBridge does on AWS: accepted before it is answered. */
function tellOfObjects({ functions }: Registry, invocations: Invocations, { now }: Timers): S3Options['created'] {
  const tasks = functions.flatMap((unit) =>
    unit.kind === 'task' && unit.task.objectCreated ? [{ name: unit.name, prefix: unit.task.objectCreated }] : [],
  )
  return async ({ key, sizeBytes, etag }, reason) => {
    const event = {
      version: '0',
      id: randomUUID(),
      source: 'aws.s3',
      'detail-type': 'Object Created',
      account: names.accountId,
      region: names.region,
      time: now().toISOString(),
      resources: [`arn:aws:s3:::${names.bucket}`],
      detail: { version: '0', bucket: { name: names.bucket }, object: { key, size: sizeBytes, etag }, reason },
    }
    for (const { name, prefix } of tasks) if (key.startsWith(`${prefix}/`)) await invocations.accept(name, event)
  }
}

/** How the endpoints themselves look access keys up: straight from the engine. */
const ownServices = (engine: Engine, secrets: Secrets, { now }: Timers) => ({
  now,
  table: openTable({
    tableName: names.table,
    livenessTableName: names.livenessTable,
    region: names.region,
    requestHandler: toEngine(engine),
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  }),
  secret: async (name: SecretName) => secrets[name],
})

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host)
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
