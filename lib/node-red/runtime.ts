import { randomBytes } from 'node:crypto'
import type { Timers } from '../local/timers.ts'
import { Conversation, type Saying } from '../simulator/conversation.ts'
import type { CheckInAnswer, Desired, Send } from '../simulator/protocol.ts'
import { fetchDefinitions } from './definitions.ts'
import { Driver } from './driver.ts'
import type { Engine } from './engine.ts'
import { HostedRuns } from './hosted-runs.ts'
import { Reports } from './reports.ts'
import { emptyState, type State, type StateStore } from './state.ts'

/** What a runtime is given. */
export interface NodeRedOptions {
  name: string
  /** Identifies the runtime: enrolling it again replaces its credential. */
  agentUrl: string
  hostIp: string
  /** An enrolment token, for the first time and for when the credential is refused. */
  token?: string
  version: string
  engine: Engine
  store: StateStore
  send: Send
  timers: Timers
  random: () => number
  /** How long a soft stop of a flow may take. */
  drainSeconds: number
  /** Variables that all flows have. */
  env?: Readonly<Record<string, string>>
}

type Status = 'down' | 'starting' | 'running' | 'draining' | 'restarting' | 'stopped'

/**
 * Node-RED with its agent. It enrols once, follows the document it is given, reports what changes, and takes part in restarts
 * as a server. What it has to do is on disk before it is done, so it goes on after any end of it without the control plane;
 * refused or cut off it keeps its flows running.
 */
export class NodeRedRuntime {
  status: Status = 'down'
  readonly #options: NodeRedOptions
  #state: State = emptyState()
  #conversation: Conversation | undefined
  #driver: Driver | undefined
  #runs: HostedRuns | undefined
  #reports = new Reports()
  #bootedAt = 0
  #hasCarried = false
  #commandFailure: { generation: number; cause: string } | undefined
  /** The report of the server that was last answered, as text. */
  #acknowledged = ''
  #endListeners: (() => void)[] = []
  #obeying: Promise<void> | undefined

  constructor(options: NodeRedOptions) {
    this.#options = options
  }

  get name(): string {
    return this.#options.name
  }
  get serverId(): string | undefined {
    return this.#state.serverId
  }
  get state(): Readonly<State> {
    return this.#state
  }

  /** Calls somebody when the runtime has been ordered to stop and has. */
  onStopped(listener: () => void): void {
    this.#endListeners.push(listener)
  }

  /** Starts Node-RED with the flows it had, then talks to the control plane. Does nothing while it is up. */
  async start(): Promise<void> {
    if (this.status !== 'down') return
    const { engine, store, timers } = this.#options
    this.status = 'starting'
    this.#state = await store.load()
    this.#state.bootCount++
    await this.#save()
    this.#bootedAt = timers.now().getTime()
    this.#hasCarried = false
    this.#acknowledged = ''
    this.#commandFailure = undefined
    this.#reports = new Reports()
    const shared = { ...this.#options, state: this.#state, save: () => this.#save(), tell: () => this.#tell() }
    const driver = new Driver(shared)
    const runs = new HostedRuns(shared)
    this.#driver = driver
    this.#runs = runs
    // What ran before this boot is gone.
    runs.lost()
    driver.engineIsDown()
    const bootId = `${String(this.#state.bootCount).padStart(8, '0')}-${randomBytes(4).toString('hex')}`
    this.#conversation = new Conversation(this.#speaker(), bootId)
    await engine.start({
      up: (types) => driver.engineIsUp(types),
      down: () => {
        runs.lost()
        driver.engineIsDown()
      },
      news: (news) => {
        driver.heard(news)
        void runs.ended(news.runs)
      },
    })
    await driver.bring()
    this.status = 'running'
    this.#tell()
  }

  /** Ends it without a word to anybody; what is on disk remains. */
  async kill(): Promise<void> {
    this.status = 'down'
    this.#conversation?.end()
    this.#driver?.end()
    await this.#options.engine.stop()
  }

  /** Checks in now, and resolves when nothing is being said any more. */
  async checkIn(): Promise<void> {
    await this.#conversation?.checkIn()
  }

  /** Resolves when nothing is being said or carried out any more, a restart included. */
  async quiet(): Promise<void> {
    while (this.#obeying) await this.#obeying
    await this.#conversation?.quiet()
  }

  #tell(): void {
    if (this.status !== 'down' && this.status !== 'starting') this.#conversation?.talk()
  }

  #save = (): Promise<void> => this.#options.store.save(this.#state)

  #speaker() {
    const { name, agentUrl, hostIp, version, send, timers, random, token } = this.#options
    return {
      send,
      timers,
      random,
      token,
      introduction: () => ({ name, agentUrl, hostIp, runtimeVersion: version }),
      identity: () => {
        const { agentId, credential } = this.#state
        return agentId === undefined || credential === undefined ? undefined : { agentId, credential }
      },
      enrolled: async (identity: { agentId: string; credential: string }) => {
        // The flows go on as they are until a document says otherwise.
        Object.assign(this.#state, identity, { serverId: undefined, generation: 0, flowsGeneration: 0 })
        this.#acknowledged = ''
        this.#reports.forget()
        await this.#save()
      },
      say: () => this.#say(),
      heard: (answer: CheckInAnswer) => this.#heard(answer),
      hasNews: () => this.#hasNews(),
    }
  }

  #report = (): string =>
    JSON.stringify({
      runtimeVersion: this.#options.version,
      hostIp: this.#options.hostIp,
      commandGeneration: this.#state.commandGeneration,
      commandFailure: this.#commandFailure,
      status: this.#said(),
      applications: Object.entries(this.#state.applications)
        .filter(([, { versionId }]) => versionId !== undefined)
        .map(([name, { versionId, placement }]) => ({
          name,
          versionId,
          placement,
          status: 'failed',
          cause: 'Node-RED hosts flows, no archives.',
          flows: [],
        })),
    })

  get #isCarrying(): boolean {
    return this.#driver?.isCarrying ?? false
  }

  /** A boot is over when Node-RED has been there, with the flows it had. */
  #said(): Status {
    if (this.#isCarrying) this.#hasCarried = true
    if (this.status === 'running' && !this.#hasCarried) return 'starting'
    return this.status === 'down' ? 'running' : this.status
  }

  /** Without a server there is nobody to report to: an agent that only has enrolled waits to be adopted. */
  #hasNews = (): boolean =>
    this.#state.serverId !== undefined &&
    (this.#report() !== this.#acknowledged || this.#reports.hasNews(this.#state, this.#isCarrying))

  async #say(): Promise<Saying> {
    const { serverId, generation, flowsGeneration } = this.#state
    const { timers } = this.#options
    const figures = serverId === undefined ? {} : ((await this.#driver?.figures()) ?? {})
    const now = timers.now().getTime()
    const { flows, runs, acknowledged } = this.#reports.next(this.#state, figures, now, this.#isCarrying)
    const text = this.#report()
    const uptimeSeconds = Math.max(0, (now - this.#bootedAt) / 1000)
    const { status, ...report } = JSON.parse(text) as { status: string }
    const isHeard = serverId !== undefined
    return {
      body: {
        status,
        observedGeneration: generation,
        serverId,
        flowsGeneration,
        report: text === this.#acknowledged ? undefined : { ...report, uptimeSeconds },
        flows: isHeard && flows.length > 0 ? flows : undefined,
        runs: isHeard && runs.length > 0 ? runs : undefined,
      },
      acknowledged: () => {
        if (!isHeard) return
        this.#acknowledged = text
        acknowledged()
      },
    }
  }

  async #heard({ desired, reportWanted }: CheckInAnswer): Promise<void> {
    const driver = this.#driver
    if (reportWanted) {
      this.#acknowledged = ''
      this.#reports.forget()
    }
    const receivedAt = this.#options.timers.now().getTime()
    const command = desired && (await this.#follow(desired))
    if (this.status !== 'running') return
    await driver?.bring()
    if (await fetchDefinitions(this.#state, this.#options.store, this.#options.send)) await driver?.bring()
    await this.#runs?.begin()
    const isValid = command && this.#options.timers.now().getTime() - receivedAt <= command.validSeconds * 1000
    if (isValid) this.#obeying = this.#obey(command).finally(() => (this.#obeying = undefined))
  }

  /** Takes over a document, on disk before anything is done about it; the command in it that is new. */
  async #follow(desired: Desired): Promise<Desired['command']> {
    const { serverId, generation, flows, flowsGeneration, runs = [], command, applications } = desired
    const isNew = command !== undefined && command.generation > this.#state.commandGeneration
    Object.assign(this.#state, { serverId, generation, applications })
    if (isNew) this.#state.commandGeneration = command.generation
    if (flows && flowsGeneration !== undefined) {
      this.#state.flowsGeneration = flowsGeneration
      this.#driver?.follow(flows)
    }
    this.#runs?.follow(runs)
    await this.#save()
    return isNew ? command : undefined
  }

  async #obey({ kind, generation, drainSeconds, onDrainTimeout }: NonNullable<Desired['command']>): Promise<void> {
    this.status = 'draining'
    this.#tell()
    const isAtRest = (await this.#driver?.drain(drainSeconds)) ?? true
    if (this.#said() !== 'draining') return
    if (!isAtRest && onDrainTimeout === 'fail') {
      this.#commandFailure = { generation, cause: `Work was in flight after ${drainSeconds} s.` }
      this.status = 'running'
      await this.#driver?.undrain()
      this.#tell()
      return
    }
    this.status = kind === 'restart' ? 'restarting' : 'stopped'
    await this.checkIn()
    await this.kill()
    if (kind === 'restart') await this.start()
    else for (const listen of this.#endListeners) listen()
  }
}
