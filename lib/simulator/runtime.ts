import { randomBytes } from 'node:crypto'
import { reconcile, fail, metricsOf, freshlyLoaded, reportText, type HostedApplication } from './hosted-application.ts'
import { Deployer, type Host } from './deployer.ts'
import { enrol } from './enrol.ts'
import { FlowHost } from './flow-host.ts'
import type { FlowHosting } from './flow-hosting.ts'
import type { Saved } from './memory.ts'
import { backoffSeconds, defaultFaults, type Faults, type RuntimeOptions } from './options.ts'
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
  #seq = 0
  #commandFailure: { generation: number; cause: string } | undefined
  /** The last report that was answered, as text. */
  #acknowledged = ''
  #metricsAt = 0
  #metricsWanted = false
  #failures = 0
  #pending = new Set<() => void>()
  #next: (() => void) | undefined
  #talking: Promise<void> | undefined
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
    this.#seq = 0
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
    this.#talk()
  }

  /** Ends it as `kill -9` would: no last words, what is on disk remains. */
  kill(): void {
    this.#life++
    this.status = 'down'
    for (const cancel of this.#pending) cancel()
    this.#pending.clear()
    this.#next = undefined
    this.#talking = undefined
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
    while (this.#talking) await this.#talking
  }

  #now = () => this.#options.timers.now().getTime()

  #after(seconds: number, work: () => void): () => void {
    const cancel = this.#options.timers.at(new Date(this.#now() + seconds * 1000), () => {
      this.#pending.delete(cancel)
      work()
    })
    this.#pending.add(cancel)
    return cancel
  }

  async #save(saved: Saved): Promise<void> {
    this.#saved = saved
    // One after the other: what is begun later is what stays.
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#options.memory.save(saved))
    await this.#saving
  }

  /** Says what there is to say, one exchange after the other, then sets the time of the next. */
  #talk(): void {
    if (this.#talking || this.status === 'down') return
    if (this.#next) {
      this.#next()
      this.#pending.delete(this.#next)
    }
    const life = this.#life
    const talking: Promise<void> = this.#exchange(life).then((pause) => {
      // Of a life that has ended since: the one after it talks for itself.
      if (life !== this.#life) return
      this.#talking = undefined
      this.#next = this.#after(pause, () => this.#talk())
    })
    this.#talking = talking
  }

  /** Exchanges until nothing has changed meanwhile; seconds until the next time. */
  async #exchange(life: number): Promise<number> {
    for (;;) {
      const answer = this.faults.isSilent ? undefined : await this.#sayOnce(life).catch(() => undefined)
      if (life !== this.#life) return 0
      if (!answer) return backoffSeconds(this.#failures++, this.#random())
      this.#failures = 0
      if (answer.metricsWanted) this.#metricsWanted = true
      if (answer.reportWanted) this.#acknowledged = this.hosting.forgetAnswers()
      if (answer.desired) await this.#follow(answer.desired, life)
      if (life === this.#life) await this.#deployer.bring(this.#host(life))
      if (life === this.#life) await this.hosting.bring(this.#host(life))
      if (life !== this.#life) return 0
      const isNews = this.#report() !== this.#acknowledged || this.#metricsWanted || this.hosting.hasNews
      if (!isNews || this.#saved?.serverId === undefined) return answer.nextSeconds
    }
  }

  /** One check-in, after enrolling if need be. Undefined when it was refused: everything goes on as it is. */
  async #sayOnce(life: number): Promise<CheckInAnswer | undefined> {
    const saved = this.#saved ?? (await this.#enrol())
    if (!saved) return undefined
    const report = this.#report()
    const metrics = this.#dueFigures()
    const answer = await this.#options.send(
      `/agents/${saved.agentId}/check-in`,
      {
        protocol: 1,
        bootId: this.#bootId,
        seq: ++this.#seq,
        status: this.#said(),
        observedGeneration: saved.generation,
        serverId: saved.serverId,
        flowsGeneration: saved.desired?.flowsGeneration ?? 0,
        ...(saved.serverId === undefined ? {} : this.hosting.reports(this.#host(life))),
        report: report === this.#acknowledged ? undefined : this.#dated(report),
        metrics,
      },
      saved.credential,
    )
    if (life !== this.#life) return undefined
    if (answer.status === 401 && this.#options.token) {
      await this.#enrol()
      return undefined
    }
    if (answer.status !== 200) return undefined
    if (saved.serverId !== undefined) this.#acknowledged = report
    await this.hosting.answered(this.#host(life))
    if (metrics) {
      this.#metricsWanted = false
      this.#metricsAt = this.#now()
    }
    return answer.body as CheckInAnswer
  }

  async #enrol(): Promise<Saved | undefined> {
    const enrolled = await enrol(this.#options, this.faults, this.#saved, this.#bootId)
    if (enrolled) await this.#save(enrolled)
    return enrolled
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
    after: (seconds, work) => void this.#after(seconds, work),
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
