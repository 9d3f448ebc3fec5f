import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { isIPv6, type AddressInfo } from 'node:net'
import { accessKeys } from '#runtime/credentials/access-keys.ts'
import type { Environment } from '#runtime/invocation/context.ts'
import type { SecretName } from '#runtime/declarations/resources.ts'
import { deadLetterQueue, queues as declaredQueues } from '#runtime/declarations/queues.ts'
import { runsAfterDeployment, type Registry } from '#inventory/registry.ts'
import { openTable } from '#store/dynamo.ts'
import { awsEndpoint } from './aws/endpoint.ts'
import { keyHolder } from './aws/identify.ts'
import { dynamodb } from './aws/dynamodb.ts'
import { events } from './aws/events/events.ts'
import { lambdaService } from './aws/lambda.ts'
import { scheduler } from './aws/scheduler.ts'
import { secretsManager } from './aws/secrets-manager.ts'
import { s3 } from './aws/s3/s3.ts'
import { sqs } from './aws/sqs/sqs.ts'
import { sts } from './aws/sts.ts'
import { Buckets } from './buckets.ts'
import { stepFunctions } from './aws/step-functions.ts'
import { consoleFiles } from './console.ts'
import { startClock, type Clock } from './clock.ts'
import { openDataFolder } from './data-folder.ts'
import { startEngine, type Engine } from './engine.ts'
import { openFunctions, type LocalFunctions } from './functions.ts'
import { openExecutions, type Executions } from './executions.ts'
import { gateway } from './gateway.ts'
import { openInvocations, type Invocations } from './invocations.ts'
import { notifyObjectCreated } from './object-notifications.ts'
import { names } from './names.ts'
import type { ObjectFiles } from './object-files.ts'
import { Queues } from './queues.ts'
import { inProcess, tablesIn } from './request-handlers.ts'
import { Sessions } from './sessions.ts'
import { openSecrets, type Secrets } from './secrets.ts'
import { openState, type State } from './state.ts'
import { openStreamPump, type StreamPump } from './stream.ts'
import { ensureTable, livenessTableRequest, tableRequest } from './table.ts'
import { wallTimers, type Timers } from './timers.ts'
import { defaultAdminPassword, type Trust } from './trusted-origins.ts'
import { startWorkers } from './workers.ts'

/** Where and how to run. Port 0 takes a free one. */
export interface LocalOptions {
  registry: Registry
  host: string
  port: number
  awsPort: number
  /** Hosts and origins to trust beside the machine's own; see trusted-origins.ts. */
  allowedHosts?: readonly string[]
  allowedOrigins?: readonly string[]
  /** Folder of the state; a temporary one without it. */
  dataFolder?: string
  adminPassword: string
  flowQuota: number
  /** Ranges of addresses that calls out may reach besides public ones; none without. */
  outboundRanges?: readonly string[]
  logLevel: Environment['logLevel']
  timers?: Timers
  /** The folder of the built web console; it may still be under way. Nothing is served at `/console` without it. */
  console?: Promise<string>
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
  queues: Queues
  stream: StreamPump
  /** Rejects when it cannot go on, because its engine is gone for good. Never resolves. */
  failure: Promise<never>
  /** Resolves when every effect of what was written so far has been caused. */
  settled: () => Promise<void>
  stop: () => Promise<void>
}

/**
 * Starts everything: engine, AWS endpoints, functions, gateway; then takes up what an earlier process left (schedules,
 * rules, accepted invocations, unread stream records, messages in queues) and makes the administrator. Stopping or killing
 * it at any point loses nothing it has acknowledged.
 */
export async function startLocal(options: LocalOptions): Promise<LocalApp> {
  const closers: Closer[] = []
  try {
    return await start(options, closers)
  } catch (error) {
    await closeAll(closers)
    throw error
  }
}

/** Ends one part. The last part that was started ends first. */
type Closer = () => Promise<unknown>

async function closeAll(closers: Closer[]): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close()
}

async function start(options: LocalOptions, closers: Closer[]): Promise<LocalApp> {
  const { registry, host, timers = wallTimers } = options
  const folder = await openDataFolder(options.dataFolder)
  closers.push(folder.release)
  const engine = await startEngine(folder.database)
  closers.push(engine.stop)
  await ensureTable(engine, tableRequest(names.table))
  await ensureTable(engine, livenessTableRequest(names.livenessTable))
  const state = await openState(engine)
  const buckets = await Buckets.open(state, folder.objects, timers.now)
  const queues = await Queues.open(state, timers, declaredQueues)
  closers.push(async () => queues.stop())
  const secrets = await openSecrets(folder.secrets, state, options.adminPassword)

  // The functions are told where AWS is, so the endpoints' port comes first and what answers there afterwards.
  const aws = createServer()
  closers.push(() => close(aws))
  const awsUrl = await listen(aws, host, options.awsPort)
  const services = openServices(options, { engine, state, queues, buckets, secrets, awsUrl }, closers)
  const { functions, invocations, executions, stream, endpoint } = services
  aws.on('request', endpoint.listener)
  for (const { name } of registry.functions.filter(runsAfterDeployment)) await functions.invoke(name, {})
  await services.resume()
  const workers = startWorkers(functions, queues)
  closers.push(workers.stop)

  const pages = options.console && consoleFiles(options.console, awsUrl)
  const front = createServer(gateway(registry, functions, timers.now, trustOf(options), pages))
  closers.push(() => close(front))
  const url = await listen(front, host, options.port)
  return {
    url,
    awsUrl,
    engine,
    failure: engine.failure,
    state,
    functions,
    invocations,
    executions,
    objects: buckets.own.files,
    queues,
    stream,
    async settled() {
      for (let before = -1; before !== functions.invoked();) {
        before = functions.invoked()
        await stream.drained()
        await invocations.idle()
        await executions.idle()
        await workers.idle()
        // What they wrote last is on its way to the relay.
        await stream.drained()
      }
    },
    stop: () => closeAll(closers),
  }
}

const trustOf = ({ host, allowedHosts: hosts, allowedOrigins: origins, adminPassword }: LocalOptions): Trust => ({
  host,
  hosts,
  origins,
  hasDefaultPassword: adminPassword === defaultAdminPassword,
})

interface Base {
  engine: Engine
  state: State
  queues: Queues
  buckets: Buckets
  secrets: Secrets
  awsUrl: string
}

/** The functions, and the services of AWS around them. */
function openServices(options: LocalOptions, base: Base, closers: Closer[]) {
  const { engine, state, queues, buckets, secrets, awsUrl } = base
  const { registry, timers = wallTimers, flowQuota, outboundRanges = [], logLevel } = options
  // Functions reach the endpoints without a socket, and are held to their policies as if they had come through one.
  const handlerOf = (name: string) => inProcess((request) => endpoint.answerFunction(name, request))
  const common = { endpoint: awsUrl, handlerOf, flowQuota, outboundRanges, logLevel }
  const functions = openFunctions(registry, common, timers.now)
  const sendToDeadLetter = async (message: unknown) => {
    const queue = queues.get(deadLetterQueue.name)
    if (queue) await queues.send(queue, { body: JSON.stringify(message) })
  }
  const invocations = openInvocations(state, functions, timers, sendToDeadLetter)
  closers.push(invocations.stop)
  const stream = openStreamPump(engine, state, functions, timers)
  closers.push(stream.stop)
  const executions = openExecutions(registry.workflows, state, functions, timers, options.historyLimit)
  closers.push(executions.stop)
  const clock = startClock(timers)
  closers.push(async () => clock.stop())
  const bus = events(state, clock, functions, invocations, timers)
  const schedules = scheduler(state, clock, functions, invocations, timers)
  // Sessions end by the wall clock too.
  const sessions = new Sessions(secrets['master-key'])
  const workflows = registry.workflows.map(({ name }) => name)
  const declaredNames = declaredQueues.map(({ name }) => name)
  const services = [
    dynamodb(engine, stream.nudge),
    lambdaService(functions, invocations),
    bus,
    schedules,
    secretsManager(secrets),
    stepFunctions(executions, workflows),
    sqs(queues, declaredNames, timers),
    sts(sessions, wallTimers.now),
  ]
  const keys = { functions, sessions, lookUp: accessKeys(ownServices(engine, secrets, timers)) }
  const store = s3({
    buckets,
    // SDKs sign by the wall clock, whatever time the product is told it is.
    now: wallTimers.now,
    identify: keyHolder(keys, wallTimers.now),
    created: notifyObjectCreated(registry, invocations, timers),
  })
  const onFault = (error: unknown, requestId: string) => {
    if (logLevel !== 'SILENT') console.error(`AWS endpoints, request ${requestId}:`, error)
  }
  const settings = { now: wallTimers.now, trust: trustOf(options), onFault }
  const endpoint = awsEndpoint(services, store, keys, settings)
  return {
    functions,
    invocations,
    executions,
    stream,
    endpoint,
    /** Takes up what an earlier process left. */
    async resume() {
      await Promise.all([bus.resume(), schedules.resume(), invocations.resume(), executions.resume()])
      scheduleTasks(registry, clock, invocations, timers)
      stream.nudge()
    },
  }
}

/** The tasks of the product that a rule of its own calls; on AWS the workflow stack has the same rules. */
function scheduleTasks({ functions }: Registry, clock: Clock, invocations: Invocations, { now }: Timers): void {
  for (const unit of functions) {
    if (unit.kind !== 'task' || !unit.task.schedule) continue
    const timetable = { expression: unit.task.schedule, madeAt: now().getTime() }
    // Not kept over a restart, nor when it cannot be noted: the next minute brings the next one.
    clock.arm(`task ${unit.name}`, timetable, () => {
      invocations.accept(unit.name, {}).catch(() => undefined)
    })
  }
}

/** How the endpoints themselves look access keys up: straight from the engine. */
const ownServices = (engine: Engine, secrets: Secrets, { now }: Timers) => ({
  now,
  table: openTable(tablesIn(engine)),
  secret: async (name: SecretName) => secrets[name],
})

/** Listens, and gives the URL that leads there. */
async function listen(server: Server, host: string, port: number): Promise<string> {
  // Node closes idle connections after 5 s. A client that is slow to notice would send its next request into the closed one.
  server.keepAliveTimeout = 55_000
  server.listen(port, host)
  await once(server, 'listening')
  return `http://${isIPv6(host) ? `[${host}]` : host}:${(server.address() as AddressInfo).port}`
}

async function close(server: Server): Promise<void> {
  if (!server.listening) return
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}
