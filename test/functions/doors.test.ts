import {
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  StartFlowCommand,
  StopFlowCommand,
  UpdateFlowCommand,
} from '@aws-sdk/client-appflow'
import { describe, expect, test } from 'vitest'
import type { NewFlow } from '../../lib/core/flows/create-flow.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { flowLifecycle, type FlowStatus } from '../../lib/core/flows/lifecycle.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { labelledFlow, namedFlow } from '../_harness/flow-items.ts'
import { flowInput } from '../_harness/flows.ts'
import { graph, startHubFlows } from '../_harness/hub-flows.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'

/**
 * One flow, all doors: made through any of them it is shown at each, in that one's words, and does what the table of each
 * (docs/dialects) says from every state. The relay does not move flows on here, so that a state that is passed through stays.
 */
const registry = await loadRegistry()
const moving = new Set(['SettleFlows', 'HostFlows', 'SettleHostedFlows'])
const still = registry.functions.map((unit) =>
  unit.kind === 'relay' ? { ...unit, parts: unit.parts.filter(({ effect }) => !moving.has(effect.name)) } : unit,
)
const { app, call } = await startHubFlows({ registry: { ...registry, functions: still } })
const appflow = await app.appflowFor()
const token = await app.tokenFor({ name: 'admin' })
const v1 = (method: string, path: string) => app.request(method, `/v1/flows${path}`, { token })
const manager = (method: string, path: string, body?: unknown) =>
  app.request(method, `/flow-manager/flows${path}`, { token, body })

const newId = idSource(() => new Date())
let made = 0
const makers = {
  appflow: () => namedFlow(`named-${++made}`, newId()),
  oih: () => labelledFlow(`Labelled ${++made}`, newId()),
  'flow-manager': () => namedFlow(`line-${++made}`, newId(), { madeBy: 'flow-manager' }),
} satisfies Record<string, () => NewFlow>
const placement = { kind: 'servers', ids: ['edge'] } as const

/** Where a flow runs, and how it is run: what commands lead to follows from that. */
type Kind = 'service' | 'hosted' | 'on-demand'
const subjects: { maker: keyof typeof makers; kind: Kind }[] = [
  { maker: 'appflow', kind: 'service' },
  { maker: 'oih', kind: 'service' },
  { maker: 'oih', kind: 'hosted' },
  { maker: 'flow-manager', kind: 'service' },
  { maker: 'flow-manager', kind: 'hosted' },
  { maker: 'appflow', kind: 'on-demand' },
]

async function flowIn({ maker, kind }: (typeof subjects)[number], status: FlowStatus): Promise<Flow> {
  const flow: NewFlow = {
    ...makers[maker](),
    ...(kind === 'hosted' ? { placement } : {}),
    ...(kind === 'on-demand' ? { trigger: { kind } } : {}),
  }
  const before = await app.makeFlow(flow)
  await commit(app.table, [{ kind: 'update', entity: 'flow', before, set: { status } }])
  return before
}

/** What becomes of a flow that a door is told to do something with: its state afterwards, `gone`, or that it was refused. */
type Outcome = FlowStatus | 'gone' | 'refused'
type Outcomes = Record<FlowStatus, Outcome>
interface Command {
  does: (flow: Flow) => Promise<boolean>
  leadsTo: Outcomes
  /** Of a flow on runtimes, where that is something else. */
  hosted?: Outcomes
  /** Of one that is run on demand, which is active. */
  onDemand: Outcome
}
interface Door {
  /** The word that it shows for each state. */
  words: Record<FlowStatus, string>
  described: (flow: Flow) => Promise<string | undefined>
  /** All flows that it lists, by their handle or id. */
  listed: () => Promise<Map<string, string | undefined>>
  commands: Record<string, Command>
  /** Replaces a flow by what it was made of, or something like it. */
  update: (flow: Flow) => Promise<boolean>
}

const isDone = (sent: Promise<unknown>): Promise<boolean> =>
  sent.then(
    () => true,
    () => false,
  )
const isFine = async (answer: Promise<{ status: number }>): Promise<boolean> => (await answer).status < 300

/** For each state, in the order of the lifecycle. */
const byState = <T>(...values: T[]): Record<FlowStatus, T> =>
  Object.fromEntries(flowLifecycle.states.map((state, index) => [state, values[index]])) as Record<FlowStatus, T>
const outcomes = byState<Outcome>

const commandOf =
  (command: string, more: object = {}) =>
  ({ handle }: Flow) =>
    isFine(manager('PATCH', '/commands', { command, flow_ids: [handle], ...more }))

const doors: Record<string, Door> = {
  appflow: {
    words: byState('Draft', 'Suspended', 'Active', 'Active', 'Suspended', 'Suspended', 'Errored'),
    described: async ({ handle: flowName }) => (await appflow.send(new DescribeFlowCommand({ flowName }))).flowStatus,
    async listed() {
      const listed = new Map<string, string | undefined>()
      let nextToken: string | undefined
      do {
        const page = await appflow.send(new ListFlowsCommand({ nextToken, maxResults: 100 }))
        for (const { flowName = '', flowStatus } of page.flows ?? []) listed.set(flowName, flowStatus)
        ;({ nextToken } = page)
      } while (nextToken)
      return listed
    },
    commands: {
      start: {
        does: ({ handle: flowName }) => isDone(appflow.send(new StartFlowCommand({ flowName }))),
        leadsTo: outcomes('active', 'active', 'starting', 'active', 'active', 'active', 'active'),
        hosted: outcomes('starting', 'starting', 'starting', 'active', 'active', 'starting', 'starting'),
        onDemand: 'active',
      },
      stop: {
        does: ({ handle: flowName }) => isDone(appflow.send(new StopFlowCommand({ flowName }))),
        leadsTo: outcomes('refused', 'inactive', 'inactive', 'inactive', 'inactive', 'stopping', 'inactive'),
        hosted: outcomes('refused', 'inactive', 'stopping', 'stopping', 'stopping', 'stopping', 'stopping'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ handle: flowName }) => isDone(appflow.send(new DeleteFlowCommand({ flowName }))),
        leadsTo: outcomes('gone', 'gone', 'refused', 'refused', 'gone', 'gone', 'gone'),
        onDemand: 'gone',
      },
    },
    update: ({ handle }) => isDone(appflow.send(new UpdateFlowCommand(flowInput(handle)))),
  },
  oih: {
    words: byState('inactive', 'inactive', 'starting', 'active', 'inactive', 'stopping', 'inactive'),
    described: async ({ id }) => (await call('GET', `/flows/${id}`)).json.data.status as string,
    async listed() {
      const { json } = await call('GET', '/flows?page[size]=1000')
      return new Map((json.data as { id: string; status: string }[]).map(({ id, status }) => [id, status]))
    },
    commands: {
      start: {
        does: ({ id }) => isFine(call('POST', `/flows/${id}/start`)),
        leadsTo: outcomes('starting', 'starting', 'refused', 'refused', 'starting', 'refused', 'starting'),
        onDemand: 'refused',
      },
      stop: {
        does: ({ id }) => isFine(call('POST', `/flows/${id}/stop`)),
        leadsTo: outcomes('refused', 'refused', 'stopping', 'stopping', 'refused', 'refused', 'refused'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ id }) => isFine(call('DELETE', `/flows/${id}`)),
        leadsTo: outcomes('gone', 'gone', 'refused', 'refused', 'gone', 'refused', 'gone'),
        onDemand: 'refused',
      },
    },
    update: ({ id }) => isFine(call('PATCH', `/flows/${id}`, { name: 'Another', graph })),
  },
  'flow-manager': {
    words: byState('stopped', 'stopped', 'running', 'running', 'paused', 'stopping', 'error'),
    described: async ({ handle }) => (await manager('GET', `/status/${handle}`)).json.status as string,
    async listed() {
      const { json } = await manager('GET', '/status')
      return new Map(Object.entries(json as Record<string, { status: string }>).map(([id, { status }]) => [id, status]))
    },
    commands: {
      start: {
        does: commandOf('start'),
        leadsTo: outcomes('active', 'active', 'starting', 'active', 'refused', 'refused', 'active'),
        hosted: outcomes('starting', 'starting', 'starting', 'active', 'refused', 'refused', 'starting'),
        onDemand: 'active',
      },
      pause: {
        does: commandOf('pause'),
        leadsTo: outcomes('refused', 'refused', 'paused', 'paused', 'paused', 'refused', 'refused'),
        onDemand: 'refused',
      },
      resume: {
        does: commandOf('resume'),
        leadsTo: outcomes('refused', 'refused', 'starting', 'active', 'active', 'refused', 'refused'),
        onDemand: 'active',
      },
      'soft stop': {
        does: commandOf('stop'),
        leadsTo: outcomes('draft', 'inactive', 'inactive', 'inactive', 'inactive', 'stopping', 'inactive'),
        hosted: outcomes('draft', 'inactive', 'stopping', 'stopping', 'stopping', 'stopping', 'stopping'),
        onDemand: 'refused',
      },
      'hard stop': {
        does: commandOf('stop', { type: 1 }),
        leadsTo: outcomes('draft', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive', 'inactive'),
        hosted: outcomes('draft', 'inactive', 'stopping', 'stopping', 'stopping', 'stopping', 'stopping'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ handle }) => isFine(manager('DELETE', `/${handle}`)),
        leadsTo: outcomes('gone', 'gone', 'gone', 'gone', 'gone', 'gone', 'gone'),
        onDemand: 'gone',
      },
    },
    update: ({ handle }) => isFine(manager('PUT', `/${handle}`, { name: 'Another' })),
  },
  control: {
    words: byState('draft', 'inactive', 'starting', 'active', 'paused', 'stopping', 'errored'),
    described: async ({ handle }) => (await v1('GET', `/${handle}`)).json.status as string,
    async listed() {
      const listed = new Map<string, string>()
      let next: string | undefined
      do {
        const { json } = await v1('GET', next ? `?nextToken=${encodeURIComponent(next)}` : '')
        for (const { handle, status } of json.flows as { handle: string; status: string }[]) listed.set(handle, status)
        next = json.nextToken
      } while (next)
      return listed
    },
    commands: {
      start: {
        does: ({ id }) => isFine(v1('POST', `/${id}/start`)),
        leadsTo: outcomes('active', 'active', 'starting', 'active', 'active', 'active', 'active'),
        hosted: outcomes('starting', 'starting', 'starting', 'active', 'active', 'starting', 'starting'),
        onDemand: 'refused',
      },
      pause: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/pause`)),
        leadsTo: outcomes('refused', 'refused', 'paused', 'paused', 'paused', 'refused', 'refused'),
        onDemand: 'refused',
      },
      resume: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/resume`)),
        leadsTo: outcomes('refused', 'refused', 'starting', 'active', 'active', 'refused', 'refused'),
        onDemand: 'refused',
      },
      stop: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/stop`)),
        leadsTo: outcomes('refused', 'inactive', 'inactive', 'inactive', 'inactive', 'stopping', 'inactive'),
        hosted: outcomes('refused', 'inactive', 'stopping', 'stopping', 'stopping', 'stopping', 'stopping'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ id }) => isFine(v1('DELETE', `/${id}`)),
        leadsTo: outcomes('gone', 'gone', 'refused', 'refused', 'gone', 'gone', 'gone'),
        onDemand: 'gone',
      },
    },
    update: () => Promise.resolve(false),
  },
}

const outcomeFor = async (flow: Flow, isAccepted: boolean): Promise<Outcome> =>
  isAccepted ? ((await read(app.table, 'flow', 'default', flow.key))?.status ?? 'gone') : 'refused'

describe.each(subjects)('a flow made through $maker, $kind', (subject) => {
  const states: readonly FlowStatus[] = subject.kind === 'on-demand' ? ['active'] : flowLifecycle.states

  test('is shown at every door in its words, described and listed', async () => {
    const flows = new Map<FlowStatus, Flow>()
    for (const state of states) flows.set(state, await flowIn(subject, state))
    for (const [name, door] of Object.entries(doors)) {
      const listed = await door.listed()
      for (const [state, flow] of flows) {
        const shown = [await door.described(flow), listed.get(name === 'oih' ? flow.id : flow.handle)]
        expect(shown, `${state} at ${name}`).toEqual([door.words[state], door.words[state]])
      }
    }
  })

  test('is updated by the door that made it, and no other', async () => {
    for (const [name, door] of Object.entries(doors))
      expect(await door.update(await flowIn(subject, states.includes('inactive') ? 'inactive' : 'active')), name).toBe(
        name === subject.maker,
      )
  })

  const commands = Object.entries(doors).flatMap(([name, door]) =>
    Object.entries(door.commands).map(([command, one]) => ({ name, command, ...one })),
  )
  test.each(commands)('does at the door of $name what its $command says, from every state', async (command) => {
    const { does, leadsTo, hosted = leadsTo, onDemand } = command
    const flows = await Promise.all(states.map(async (state) => ({ state, flow: await flowIn(subject, state) })))
    // All at once: a stop waits a second for what is in hand.
    const found = await Promise.all(
      flows.map(async ({ state, flow }) => [state, await outcomeFor(flow, await does(flow))] as const),
    )
    const expected = { service: leadsTo, hosted, 'on-demand': { active: onDemand } }[subject.kind]
    expect(Object.fromEntries(found)).toEqual(expected)
  })
})
