import type { SimulatedApplication } from '../../lib/simulator/application.ts'
import { processMemory, type Memory } from '../../lib/simulator/memory.ts'
import { httpFetch, httpSend, type Fetch, type Send } from '../../lib/simulator/protocol.ts'
import type { Faults } from '../../lib/simulator/options.ts'
import { SimulatedRuntime } from '../../lib/simulator/runtime.ts'
import { enrolmentToken } from './agents.ts'
import { administrator, startTestApp, type TestApp, type TestUser } from './app.ts'
import { testClock, type TestClock } from './clock.ts'
import type { LocalOptions } from '../../lib/local/app.ts'

/**
 * The product and simulated runtimes on one clock that stands still until a test moves it: minutes of a rollout pass in
 * moments, in the same order each time. Everything else is real: HTTP, the engine, the stream, the workflows.
 */
export interface Fleet {
  app: TestApp
  clock: TestClock
  runtimes: SimulatedRuntime[]
  /** A bearer token of the administrator. */
  token: string
  mmc: (method: string, path: string, body?: unknown) => ReturnType<TestApp['request']>
  control: (method: string, path: string, body?: unknown) => ReturnType<TestApp['request']>
  /** Moves the clock on, from one thing that falls due to the next, until something holds. Throws when it does not in time. */
  until: (holds: () => Promise<boolean> | boolean, seconds?: number) => Promise<void>
  pass: (seconds: number) => Promise<void>
  settled: () => Promise<void>
  /** Forms a cluster of some of the runtimes and waits until it is up. */
  formCluster: (name: string, members: readonly SimulatedRuntime[]) => Promise<string>
  /** Waits until a rollout has ended and gives it. */
  ended: (rolloutId: string, seconds?: number) => Promise<RolloutJson>
  stop: () => Promise<void>
}

export interface RolloutJson {
  id: string
  status: string
  cause?: string
  version: number
  servers: {
    serverId: string
    serverName: string
    status: string
    phase?: string
    cause?: { code: string; message: string }
    times: Record<string, string>
  }[]
}

export interface FleetOptions {
  count: number
  applications?: readonly SimulatedApplication[]
  faults?: Partial<Faults>
  /** Wraps how a runtime's messages travel. */
  send?: (send: Send) => Send
  /** Wraps how a runtime fetches archives. */
  fetch?: (fetch: Fetch) => Fetch
  memory?: (name: string) => Memory
  app?: Partial<LocalOptions>
  clock?: TestClock
}

export const twoFlows: SimulatedApplication = {
  name: 'orders-app',
  flows: ['IntakeFlow', 'OrderFlow'].map((name) => ({
    name,
    kind: 'flow',
    endpoints: [
      {
        id: `endpoint.vm.${name.toLowerCase()}`,
        address: name.toLowerCase(),
        type: 'VM',
        connector: 'connector.VM.mule.default',
        synchronous: true,
      },
    ],
  })),
}

export async function startFleet(options: FleetOptions): Promise<Fleet> {
  const { fetch: wrapFetch = (same: Fetch) => same } = options
  const { count, applications = [], faults, send = (same: Send) => same, memory = () => processMemory() } = options
  const clock = options.clock ?? testClock()
  const app = await startTestApp({ timers: clock, ...options.app })
  const token = await app.tokenFor(administrator)
  const enrolment = await enrolmentToken(app, administrator, { expiresInSeconds: 24 * 3600 })
  const runtimes = Array.from({ length: count }, (_, index) => {
    const name = `mule-${index + 1}`
    return new SimulatedRuntime({
      name,
      agentUrl: `http://${name}.test:7777/mmc-support`,
      hostIp: `10.0.0.${index + 1}`,
      token: enrolment,
      applications,
      memory: memory(name),
      send: send(httpSend(app.url)),
      fetch: wrapFetch(httpFetch),
      timers: clock,
      random: () => 0.5,
      faults: { restartSeconds: 3, ...faults },
    })
  })
  const request =
    (base: string): Fleet['mmc'] =>
    async (method, path, body) =>
      app.request(method, `${base}${path}`, { token, body })
  const mmc = request('/mmc/api')
  const control = request('/v1')

  async function settled(): Promise<void> {
    let before = -1
    while (before !== app.functions.invoked()) {
      before = app.functions.invoked()
      for (const runtime of runtimes) await runtime.quiet()
      await app.settled()
    }
  }

  /** Moves on to whatever falls due next: nothing happens in between. */
  const move = (most: number): number => {
    const seconds = Math.min(most, Math.max(0.01, clock.untilNext() ?? most))
    clock.advance(seconds)
    return seconds
  }
  const until: Fleet['until'] = async (holds, seconds = 900) => {
    for (let left = seconds; left > 0; left -= move(left)) {
      await settled()
      if (await holds()) return
    }
    throw new Error(`It did not come to hold within ${seconds} s.`)
  }
  const pass = async (seconds: number) => {
    for (let left = seconds; left > 0.001; left -= move(left)) await settled()
    await settled()
  }

  for (const runtime of runtimes) await runtime.start()
  await settled()

  return {
    app,
    clock,
    runtimes,
    token,
    mmc,
    control,
    until,
    pass,
    settled,
    async formCluster(name, members) {
      const nodes = members.map(({ serverId }) => `local$${serverId}`)
      const made = await mmc('POST', '/clusters', { name, version: '3.8.0', nodes })
      if (made.status !== 201) throw new Error(made.text)
      await until(async () => (await mmc('GET', `/clusters/${name}`)).json.clusterStatus === 'OK')
      return made.json.id as string
    },
    async ended(rolloutId, seconds = 3600) {
      let rollout: RolloutJson | undefined
      await until(async () => {
        rollout = (await control('GET', `/rollouts/${rolloutId}`)).json as RolloutJson
        return ['succeeded', 'failed', 'cancelled'].includes(rollout.status)
      }, seconds)
      return rollout as RolloutJson
    },
    async stop() {
      for (const runtime of runtimes) runtime.kill()
      await app.stop()
    },
  }
}

export const userOf = (tenant: string): TestUser => ({ name: 'owner', tenant, permissions: ['*'] })
