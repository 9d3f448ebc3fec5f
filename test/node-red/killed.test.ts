import { afterEach, describe, expect, test, vi } from 'vitest'
import type { CarriedFlow } from '../../lib/node-red/carrier.ts'
import type { Engine, EngineListener } from '../../lib/node-red/engine.ts'
import { NodeRedRuntime } from '../../lib/node-red/runtime.ts'
import { emptyState, type State, type StateStore } from '../../lib/node-red/state.ts'
import type { HostedDefinition, HostedFlowReport } from '../../lib/core/agents/hosted-flows.ts'
import { testClock } from '../_harness/clock.ts'
import { graphOf } from '../_harness/node-red.ts'
import { scriptedControlPlane, type ControlPlane } from '../_harness/scripted-control-plane.ts'

/** Carries what it is given and has nothing in hand: Node-RED as far as its agent sees it. */
class FakeEngine {
  isUp = false
  port = 0
  losses = 0
  trouble = undefined
  carried: CarriedFlow[] = []
  #listener: EngineListener | undefined

  async start(listener: EngineListener): Promise<void> {
    this.#listener = listener
    this.isUp = true
    listener.up(new Set(['inject']))
  }
  async stop(): Promise<void> {
    this.isUp = false
    this.carried = []
  }
  async call(name: string, value: unknown): Promise<unknown> {
    if (!this.isUp) throw new Error('The engine is down.')
    if (name !== 'apply') return {}
    this.carried = value as CarriedFlow[]
    const idle = this.carried.filter(({ state }) => state === 'stopping').map(({ compiled }) => compiled.id)
    if (idle.length > 0) setImmediate(() => this.isUp && this.#listener?.news({ idle, runs: [] }))
    return {}
  }
  /** What it does of a flow. */
  of = (flowId: string) => this.carried.find(({ compiled }) => compiled.id === flowId)?.state
}

/** What it is that does not come to its end. */
type Fault = 'save' | 'saved' | 'send' | 'sent'

/** A runtime over a disk that outlasts it, which is killed at, or cut off in, the so-manieth write or message. */
class World {
  readonly plane: ControlPlane = scriptedControlPlane()
  readonly clock = testClock()
  readonly lies: string[] = []
  engine = new FakeEngine()
  runtime: NodeRedRuntime
  #disk = JSON.stringify(emptyState())
  readonly #definitions = new Map<string, string>()
  #life = 0
  #fault: Fault | undefined
  #left = 0
  #isDeadly = false

  constructor() {
    this.runtime = this.#born()
  }

  /** Whether the fault was come to. */
  get hasFailed(): boolean {
    return this.#fault === undefined
  }

  failAt(fault: Fault, left: number, isDeadly: boolean): void {
    this.#fault = fault
    this.#left = left
    this.#isDeadly = isDeadly
  }

  async reboot(): Promise<void> {
    this.#fault = undefined
    this.#life++
    await this.runtime.kill()
    this.engine = new FakeEngine()
    this.runtime = this.#born()
    await this.runtime.start()
  }

  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn++) {
      await this.runtime.checkIn()
      await new Promise((resolve) => setImmediate(resolve))
    }
  }

  #comesTo(fault: Fault): boolean {
    if (this.#fault !== fault || this.#left-- > 0) return false
    this.#fault = undefined
    return true
  }

  #born(): NodeRedRuntime {
    const life = this.#life
    const die = () => {
      this.#life++
      throw new Error('killed')
    }
    const cutOff = () => {
      if (this.#isDeadly) die()
      throw new Error('cut off')
    }
    const live = () => this.#life === life || die()
    const store: StateStore = {
      load: async () => JSON.parse(this.#disk) as State,
      save: async (state) => {
        live()
        if (this.#comesTo('save')) die()
        this.#disk = JSON.stringify(state)
        if (this.#comesTo('saved')) die()
      },
      definition: async (sha256) => {
        const text = this.#definitions.get(sha256)
        return text === undefined ? undefined : (JSON.parse(text) as HostedDefinition)
      },
      saveDefinition: async (sha256, text) => void this.#definitions.set(sha256, text),
      keepDefinitions: async () => undefined,
    }
    return new NodeRedRuntime({
      name: 'node-red-1',
      agentUrl: 'http://node-red-1.test:1880',
      hostIp: '127.0.0.1',
      token: 'token',
      version: '5.0.7',
      engine: this.engine as unknown as Engine,
      store,
      send: async (path, body, credential) => {
        live()
        if (this.#comesTo('send')) cutOff()
        this.#lookForLies(body)
        const answer = await this.plane.send(path, body, credential)
        if (this.#comesTo('sent')) cutOff()
        return answer
      },
      timers: this.clock,
      random: () => 0,
      drainSeconds: 60,
    })
  }

  /** A flow that is said to run is carried, one that is said to have stopped is not. */
  #lookForLies(body: unknown): void {
    const { flows = [] } = (body ?? {}) as { flows?: HostedFlowReport[] }
    for (const { flow, flowId, state } of flows) {
      const carried = this.engine.of(flowId)
      const isTrue = state === 'running' || state === 'paused' ? carried === state : state !== 'stopped' || !carried
      if (!isTrue) this.lies.push(`${flow} is said to be ${state} and is ${carried}`)
    }
  }
}

const tick = graphOf([{ id: 'tick', type: 'inject', params: { props: [] } }])

/** One order after the other, each with what Node-RED is to do in the end, and what is to be reported. */
const orders: [string, (plane: ControlPlane) => void, CarriedFlow['state'] | undefined, string | undefined][] = [
  ['start', (plane) => plane.start('a', tick), 'running', 'running'],
  ['pause', (plane) => plane.want('a', { state: 'paused' }), 'paused', 'paused'],
  ['resume', (plane) => plane.want('a', { state: 'running' }), 'running', 'running'],
  ['soft stop', (plane) => plane.want('a', { state: 'stopped', stopMode: 'soft' }), undefined, 'stopped'],
  ['start again', (plane) => plane.start('a', tick), 'running', 'running'],
  ['hard stop', (plane) => plane.want('a', { state: 'stopped', stopMode: 'hard' }), undefined, 'stopped'],
  ['third start', (plane) => plane.start('a', tick), 'running', 'running'],
]

afterEach(() => vi.restoreAllMocks())

describe.each<[string, Fault, boolean]>([
  ['killed before a write', 'save', true],
  ['killed after a write', 'saved', true],
  ['killed before a message', 'send', true],
  ['killed before an answer', 'sent', true],
  ['cut off before a message', 'send', false],
  ['cut off before an answer', 'sent', false],
])('%s', (_case, fault, isDeath) => {
  test.each(orders.map(([name], index) => [name, index] as const))(
    'of any that a %s takes, it comes to what is wanted and never says what is not so',
    async (_name, index) => {
      vi.spyOn(console, 'error').mockImplementation(() => undefined)
      let points = 0
      for (let left = 0, isLast = false; !isLast; left++) {
        const world = new World()
        await world.runtime.start()
        await world.settle()
        for (const [, order] of orders.slice(0, index)) {
          order(world.plane)
          await world.settle()
        }
        const [, order, carried, reported] = orders[index] as (typeof orders)[number]
        world.failAt(fault, left, isDeath)
        order(world.plane)
        await world.settle()
        isLast = !world.hasFailed
        if (!isLast) points++
        if (isDeath) await world.reboot()
        else world.failAt(fault, Infinity, false)
        await world.settle()

        const at = `${fault} ${left}`
        expect(world.engine.of('id-a'), at).toBe(carried)
        expect(world.plane.flows.a?.state, at).toBe(reported)
        expect(world.lies, at).toEqual([])
        await world.runtime.kill()
      }
      expect(points).toBeGreaterThan(0)
    },
  )
})

test('while Node-RED is down a flow is stopped at once: nothing of it is in hand', async () => {
  const world = new World()
  await world.runtime.start()
  world.plane.start('a', tick)
  await world.settle()
  await world.engine.stop()
  world.plane.want('a', { state: 'stopped', stopMode: 'soft' })
  await world.settle()
  expect(world.plane.flows.a?.state).toBe('stopped')
  await world.runtime.kill()
})
