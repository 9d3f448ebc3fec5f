import { randomBytes } from 'node:crypto'
import { reconcile, fail, metricsOf, freshlyLoaded, reportText, type HostedApplication } from './hosted-application.ts'
import { Conversation, type Saying, type Speaker } from './conversation.ts'
import { Deployer, type Host } from './deployer.ts'
import { enrolledAs } from './enrol.ts'
import { FlowHost } from './flow-host.ts'
import type { FlowHosting } from './flow-hosting.ts'
import type { Saved } from './memory.ts'
import { defaultFaults, type Faults, type RuntimeOptions } from './options.ts'
import type { CheckInAnswer, Desired } from './protocol.ts'

type Status = 'down' | 'starting' | 'running' | 'draining' | 'restarting' | 'stopped'

const metricsEverySeconds = 60

/**
 * A simulated runtime with its agent: it carries applications that do nothing, but speaks the real protocol over HTTP and
 * keeps its promises. It enrols once, reports what changes, follows the desired document, records a command on disk before
 * it carries it out, and refused or cut off keeps its flows running and comes back with growing, random pauses. It is for
 * tests, loads and the demo, and nothing else.
 */
export class SimulatedRuntime {
  readonly name: string
  readonly faults: Faults
  /** How often it has booted. */
  boots = 0
  status: Status = 'down'
  carried: HostedApplication[] = []
  readonly hosting: FlowHost
  readonly #options: RuntimeOptions
  readonly #random: () => number
  readonly #deployer: Deployer
  #saved: Saved | undefined
  #saving: Promise<unknown> = Promise.resolve()
  #bootId = ''
  #bootedAt = 0
  #commandFailure: { generation: number; cause: string } | undefined
  /** The last report that was answered, as text. */
  #acknowledged = ''
  #metricsAt = 0
  #metricsWanted = false
  #pending = new Set<() => void>()
  #conversation: Conversation | undefined
  #life = 0

  constructor(options: RuntimeOptions) {
    this.#options = options
    this.name = options.name
    this.#random = options.random ?? Math.random
    this.#deployer = new Deployer(options.send, options.fetch, options.memory)
    this.hosting = new FlowHost(options.send, options.memory)
    this.faults = { ...defaultFaults, ...options.faults }
  }

  get serverId() {
    return this.#saved?.serverId
  }

  /** Boots the runtime: what somebody at its host does. Does nothing while it is up. */
  async start(): Promise<void> {
    if (this.status !== 'down') return
    const life = ++this.#life
    this.status = 'starting'
    const saved = await this.#options.memory.load()
    if (life !== this.#life) return
    this.#saved = saved
    this.boots++
    const bootCount = (saved?.bootCount ?? 0) + 1
    this.#bootId = `${String(bootCount).padStart(8, '0')}-${randomBytes(4).toString('hex')}`
    this.#bootedAt = this.#now()
    this.#acknowledged = ''
    this.#commandFailure = undefined
    if (saved) await this.#save({ ...saved, bootCount })
    const placed = await this.#deployer.onDisk(saved?.desired)
    if (life !== this.#life) return
    const own = this.#options.applications.filter(({ name }) => !placed.some((one) => one.name === name))
    this.carried = [...own.map((application) => freshlyLoaded(application, saved?.desired)), ...placed]
    this.#bringInLine()
    this.hosting.boot(this.#host(life))
    this.status = 'running'
    this.#metricsAt = this.#now()
    this.#conversation = new Conversation(this.#speaker(life), this.#bootId)
    this.#talk()
  }

  /** Ends it as `kill -9` would: no last words, what is on disk remains. */
  kill(): void {
    this.#life++
    this.status = 'down'
    for (const cancel of this.#pending) cancel()
    this.#pending.clear()
    this.#conversation?.end()
    this.#conversation = undefined
  }

  /** An application fails while it runs. */
  failApplication(name: string, cause: string): void {
    const carried = this.carried.find((one) => one.name === name)
    if (carried) fail(carried, cause)
    this.#talk()
  }

  /** Checks in now, and resolves when nothing is being said any more. */
  checkIn(): Promise<void> {
    this.#talk()
    return this.quiet()
  }

  async quiet(): Promise<void> {
    await this.#conversation?.quiet()
  }

  #now = () => this.#options.timers.now().getTime()

  #after(seconds: number, work: () => void): void {
    const cancel = this.#options.timers.at(new Date(this.#now() + seconds * 1000), () => {
      this.#pending.delete(cancel)
      work()
    })
    this.#pending.add(cancel)
  }

  async #save(saved: Saved): Promise<void> {
    this.#saved = saved
    // One after the other: what is begun later is what stays.
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#options.memory.save(saved))
    await this.#saving
  }

  #talk(): void {
    if (this.status !== 'down') this.#conversation?.talk()
  }

  #speaker(life: number): Speaker {
    const { name, agentUrl, hostIp, token, timers, send } = this.#options
    return {
      timers,
      token,
      random: this.#random,
      send: (...message) => (this.faults.isSilent ? Promise.reject(new Error('It is silent.')) : send(...message)),
      introduction: () => ({ name, agentUrl, hostIp, runtimeVersion: this.faults.runtimeVersion }),
      identity: () => this.#saved,
      enrolled: (identity) => this.#save(enrolledAs(identity, this.#saved, this.#bootId)),
      say: async () => this.#say(life),
      heard: (answer) => this.#heard(answer, life),
      hasNews: () =>
        this.serverId !== undefined &&
        (this.#report() !== this.#acknowledged || this.#metricsWanted || this.hosting.hasNews),
    }
  }

  #say(life: number): Saying {
    const { generation = 0, serverId, desired } = this.#saved ?? {}
    const report = this.#report()
    const metrics = this.#dueFigures()
    return {
      body: {
        status: this.#said(),
        observedGeneration: generation,
        serverId,
        flowsGeneration: desired?.flowsGeneration ?? 0,
        ...(serverId === undefined ? {} : this.hosting.reports(this.#host(life))),
        report: report === this.#acknowledged ? undefined : this.#dated(report),
        metrics,
      },
      acknowledged: async () => {
        if (serverId !== undefined) this.#acknowledged = report
        await this.hosting.answered(this.#host(life))
        if (!metrics) return
        this.#metricsWanted = false
        this.#metricsAt = this.#now()
      },
    }
  }

  async #heard({ metricsWanted, reportWanted, desired }: CheckInAnswer, life: number): Promise<void> {
    if (metricsWanted) this.#metricsWanted = true
    if (reportWanted) this.#acknowledged = this.hosting.forgetAnswers()
    if (desired) await this.#follow(desired, life)
    if (life === this.#life) await this.#deployer.bring(this.#host(life))
    if (life === this.#life) await this.hosting.bring(this.#host(life))
  }

  #said = () => (this.status === 'down' ? 'running' : this.status)

  #dated = (report: string): object => {
    const uptimeSeconds = Math.max(0, (this.#now() - this.#bootedAt) / 1000)
    return { ...(JSON.parse(report) as object), uptimeSeconds }
  }

  #report = (): string =>
    reportText({
      runtimeVersion: this.faults.runtimeVersion,
      hostIp: this.#options.hostIp,
      commandGeneration: this.#saved?.commandGeneration ?? 0,
      commandFailure: this.#commandFailure,
      status: this.#said(),
      carried: this.carried,
    })

  #dueFigures(): object | undefined {
    const seconds = (this.#now() - this.#metricsAt) / 1000
    const runs = this.carried.flatMap(({ flows }) => flows).filter((flow) => flow.status === 'running')
    const isDue = this.#metricsWanted || (seconds >= metricsEverySeconds && runs.length > 0)
    if (!isDue || this.#saved?.serverId === undefined) return undefined
    for (const flow of runs) flow.ranSeconds += seconds
    return metricsOf(this.carried)
  }

  async #follow(desired: Desired, life: number): Promise<void> {
    const saved = this.#saved
    if (!saved) return
    const { command } = desired
    const isNew = command !== undefined && command.generation > saved.commandGeneration
    const receivedAt = this.#now()
    const { serverId, generation } = desired
    // On disk before anything is done about it: whatever happens now, this command is not begun a second time.
    const commandGeneration = isNew ? command.generation : saved.commandGeneration
    await this.#save({ ...saved, serverId, generation, desired: { ...desired, command: undefined }, commandGeneration })
    if (life !== this.#life) return
    this.#bringInLine()
    if (isNew && this.#now() - receivedAt <= command.validSeconds * 1000) this.#obey(command)
  }

  /** What its parts work with, for one boot. */
  #host = (life: number): Host & FlowHosting => ({
    saved: () => this.#saved,
    carried: this.carried,
    faults: this.faults,
    isAlive: () => life === this.#life,
    now: this.#now,
    keepFiles: async (files) => this.#saved && this.#save({ ...this.#saved, files }),
    keepRuns: async (runs) => this.#saved && this.#save({ ...this.#saved, runs }),
    keepFlows: async (flows) => this.#saved && this.#save({ ...this.#saved, flows }),
    after: (seconds, work) => this.#after(seconds, work),
    tell: () => this.#talk(),
  })

  #bringInLine(): void {
    for (const one of this.carried) reconcile(one, this.#saved?.desired, new Set(this.faults.failApplications))
  }

  #obey(command: NonNullable<Desired['command']>): void {
    this.status = 'draining'
    const { inFlightSeconds } = this.faults
    const isLate = inFlightSeconds > command.drainSeconds
    this.#after(Math.min(inFlightSeconds, command.drainSeconds), () => {
      if (isLate && command.onDrainTimeout === 'fail') {
        this.status = 'running'
        this.#commandFailure = {
          generation: command.generation,
          cause: `Work was in flight after ${command.drainSeconds} s.`,
        }
        this.#talk()
      } else void this.#goDown(command.kind)
    })
  }

  async #goDown(kind: 'restart' | 'stop'): Promise<void> {
    const life = this.#life
    this.status = kind === 'restart' ? 'restarting' : 'stopped'
    await this.quiet()
    await this.checkIn()
    if (life !== this.#life) return
    const { restartSeconds, failNextRestart } = this.faults
    this.kill()
    if (kind === 'stop' || failNextRestart) {
      this.faults.failNextRestart = false
      return
    }
    this.#after(restartSeconds, () => void this.start())
  }
}
