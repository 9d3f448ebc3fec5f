import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { NodeConfig } from './compile.ts'

/** A node at work, as far as it is looked at. */
export interface LiveNode {
  id: string
  type: string
  /** The tab it is on. */
  z?: string
  /** How many of its handlers say when they are done; 0 with handlers that never do. */
  _expectedDoneCount?: number
  receive: (message: Message) => void
  send: (message: Message) => void
}

export interface Message {
  _msgid?: string
  payload?: unknown
  /** Of a message from `http in`: what wraps the answer that is owed. */
  res?: { _res?: ServerResponse }
  /** Of a message from a catch node. */
  error?: { message?: unknown; source?: { id?: string } }
}

/** What a hook may say: nothing to go on, `false` to drop the message. */
export type Done = (result?: false) => void

export interface SendEvent {
  msg: Message
  source: { node: LiveNode }
  destination: { node: LiveNode }
}

export interface ReceiveEvent {
  msg: Message
  destination: { node: LiveNode }
}

/** The hooks that are used, in the form with a callback: the form with a promise costs more at each message. */
export interface Hooks {
  onSend: (events: SendEvent[], done: Done) => void
  preDeliver: (event: SendEvent, done: Done) => void
  onReceive: (event: ReceiveEvent, done: Done) => void
  postReceive: (event: ReceiveEvent, done: Done) => void
  onComplete: (event: { msg: Message; node: { node: LiveNode } }, done: Done) => void
}

export interface LogEntry {
  level: number
  /** The id of the node that says it. */
  id?: string
  z?: string
  msg: unknown
}

export const errorLevel = 20

export interface NodeStatus {
  id: string
  status: { text?: unknown; fill?: unknown }
}

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void

/** Express as far as it is used. */
export type Router = Handler & Record<string, ((path: string, handler: Handler) => void) | undefined>

interface Runtime {
  init: (settings: object, server: Server) => void
  start: () => Promise<void>
  httpNode: Handler
  events: NodeJS.EventEmitter
  hooks: { add: (name: string, hook: unknown) => void }
  flows: { setFlows: (change: object) => Promise<unknown> }
  _: { nodes: { getNode: (id: string) => LiveNode | undefined; getNodeList: () => NodeSet[] } }
}

interface NodeSet {
  enabled: boolean
  err?: unknown
  types?: string[]
}

export interface EmbeddedOptions {
  /** The folder with the package of the engine, installed. */
  home: string
  /** A folder for what Node-RED keeps of its own. */
  userFolder: string
  port: number
  host: string
  excludedFiles: readonly string[]
  log: (entry: LogEntry) => void
  hooks: Hooks
}

/** How long Node-RED may take to have started what changed. */
const startMilliseconds = 10_000

/** Node-RED in this process, with nothing in it yet. There can be one in a process, once. */
export interface Embedded {
  port: number
  /** The node types that are there to be used. */
  types: string[]
  node: (id: string) => LiveNode | undefined
  newRouter: () => Router
  /** Takes the place of whoever looks at HTTP requests before the flows do. */
  setGate: (gate: Handler) => void
  onStatus: (listener: (status: NodeStatus) => void) => void
  /** Replaces the set of nodes and resolves when all has started; only what differs is stopped and started. One call at a time. */
  setNodes: (nodes: readonly NodeConfig[]) => Promise<void>
}

/** Starts Node-RED without editor, admin API, console and telemetry, its flows in memory. */
export async function embed(options: EmbeddedOptions): Promise<Embedded> {
  const load = createRequire(join(options.home, 'package.json'))
  const runtime = load('@node-red/runtime') as Runtime
  const util = load('@node-red/util') as { init: (settings: object) => void }
  const express = load('express') as (() => RequestListener & { use: (handler: Handler) => void }) & {
    Router: () => Router
  }
  const settings = settingsOf(options, dirname(load.resolve('@node-red/nodes')))
  const app = express()
  const server = createServer(app)
  let gate: Handler = (_request, _response, next) => next()
  util.init(settings)
  runtime.init(settings, server)
  app.use((request, response, next) => gate(request, response, next))
  app.use(runtime.httpNode)
  for (const [name, hook] of Object.entries(options.hooks)) runtime.hooks.add(`${name}.sluice`, hook)
  const isUp = once(runtime.events, 'flows:started')
  await runtime.start()
  await isUp
  server.listen(options.port, options.host)
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  return {
    port,
    types: runtime._.nodes.getNodeList().flatMap((set) => (set.enabled && !set.err ? (set.types ?? []) : [])),
    node: (id) => runtime._.nodes.getNode(id) ?? undefined,
    newRouter: () => express.Router(),
    setGate: (other) => void (gate = other),
    onStatus: (listener) => void runtime.events.on('node-status', listener),
    setNodes: (nodes) => replaceNodes(runtime, nodes),
  }
}

/** `setFlows` resolves before the start is over, and when nothing started: what counts is the event. */
async function replaceNodes({ events, flows }: Runtime, nodes: readonly NodeConfig[]): Promise<void> {
  const limit = AbortSignal.timeout(startMilliseconds)
  const isStarted = once(events, 'flows:started', { signal: limit })
  let refuse: (reason: Error) => void = () => undefined
  const isRefused = new Promise<never>((_resolve, reject) => (refuse = reject))
  const look = ({ id, payload }: { id: string; payload?: { error?: string } }) => {
    if (id === 'runtime-state' && payload?.error) refuse(new Error(`Node-RED starts nothing: ${payload.error}.`))
  }
  events.on('runtime-event', look)
  try {
    const isSet = flows.setFlows({ flows: { flows: structuredClone(nodes) }, deploymentType: 'nodes' })
    await Promise.race([Promise.all([isSet, isStarted]), isRefused])
  } finally {
    events.off('runtime-event', look)
    isStarted.catch(() => undefined)
  }
}

const settingsOf = ({ userFolder, excludedFiles, log }: EmbeddedOptions, coreNodesDir: string) => ({
  httpAdminRoot: false,
  disableEditor: true,
  httpNodeRoot: '/',
  userDir: userFolder,
  coreNodesDir,
  storageModule: storageInMemory(),
  credentialSecret: randomBytes(16).toString('hex'),
  telemetry: { enabled: false },
  nodesExcludes: excludedFiles,
  functionExternalModules: false,
  externalModules: { autoInstall: false, palette: { allowInstall: false, allowUpload: false } },
  globalFunctionTimeout: 5,
  nodeCloseTimeout: 5000,
  nodeMessageBufferMaxLength: 1000,
  logging: { sluice: { level: 'info', metrics: false, audit: false, handler: () => log } },
})

/** A start begins with nothing: what is to run is known elsewhere. */
function storageInMemory() {
  let flows: unknown = []
  let credentials: unknown = {}
  let settings: unknown = {}
  return {
    init: async () => undefined,
    getFlows: async () => flows,
    saveFlows: async (some: unknown) => void (flows = some),
    getCredentials: async () => credentials,
    saveCredentials: async (some: unknown) => void (credentials = some),
    getSettings: async () => settings,
    saveSettings: async (some: unknown) => void (settings = some),
    getLibraryEntry: async () => [],
    saveLibraryEntry: async () => undefined,
  }
}
