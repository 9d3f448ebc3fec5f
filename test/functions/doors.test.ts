import {
  DeleteFlowCommand,
  DescribeFlowCommand,
  ListFlowsCommand,
  StartFlowCommand,
  StopFlowCommand,
} from '@aws-sdk/client-appflow'
import { describe, expect, test } from 'vitest'
import type { NewFlow } from '../../lib/core/flows/create-flow.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { flowLifecycle, type FlowStatus } from '../../lib/core/flows/lifecycle.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { commit } from '../../lib/store/commit.ts'
import { read } from '../../lib/store/read.ts'
import { listRunsOfFlow } from '../../lib/store/runs.ts'
import { labelledFlow, namedFlow } from '../_harness/flow-items.ts'
import { startHubFlows } from '../_harness/hub-flows.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'

/**
 * One flow, all doors: made through any of them it is shown at each, in that one's words, and does what the table of each
 * (docs/dialects) says from every state. The relay does not move flows on here, so that a state that is passed through stays.
 */
const registry = await loadRegistry()
const still = registry.functions.map((unit) =>
  unit.kind === 'relay' ? { ...unit, parts: unit.parts.filter(({ effect }) => effect.name !== 'SettleFlows') } : unit,
)
const { app, call } = await startHubFlows({ registry: { ...registry, functions: still } })
const appflow = await app.appflowFor()
const token = await app.tokenFor({ name: 'admin' })
const v1 = (method: string, path: string) => app.request(method, `/v1/flows${path}`, { token })

const newId = idSource(() => new Date())
let made = 0
const makers: Record<string, () => NewFlow> = {
  appflow: () => namedFlow(`named-${++made}`, newId()),
  oih: () => labelledFlow(`Labelled ${++made}`, newId()),
}

async function flowIn(maker: keyof typeof makers, status: FlowStatus): Promise<Flow> {
  const before = await app.makeFlow((makers[maker] as () => NewFlow)())
  await commit(app.table, [{ kind: 'update', entity: 'flow', before, set: { status } }])
  return before
}

/** What becomes of a flow that a door is told to do something with: its state afterwards, `gone`, or that it was refused. */
type Outcome = FlowStatus | 'gone' | 'refused'
interface Door {
  /** The word that it shows for each state. */
  words: Record<FlowStatus, string>
  /** The word that is shown for one flow, and in the list. */
  shown: (flow: Flow) => Promise<(string | undefined)[]>
  commands: Record<string, Command>
}
interface Command {
  does: (flow: Flow) => Promise<boolean>
  leadsTo: Record<FlowStatus, Outcome>
  /** The same of a flow that is run on demand, which is active for as long as it exists. */
  onDemand: Outcome
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

const doors: Record<string, Door> = {
  appflow: {
    words: byState('Draft', 'Suspended', 'Active', 'Active', 'Suspended', 'Suspended', 'Errored'),
    async shown({ handle: flowName }) {
      const { flowStatus } = await appflow.send(new DescribeFlowCommand({ flowName }))
      const listed: (string | undefined)[] = []
      let nextToken: string | undefined
      do {
        const page = await appflow.send(new ListFlowsCommand({ nextToken, maxResults: 100 }))
        listed.push(...(page.flows ?? []).filter((one) => one.flowName === flowName).map((one) => one.flowStatus))
        ;({ nextToken } = page)
      } while (nextToken)
      return [flowStatus, ...listed]
    },
    commands: {
      start: {
        does: ({ handle: flowName }) => isDone(appflow.send(new StartFlowCommand({ flowName }))),
        leadsTo: byState<Outcome>('active', 'active', 'starting', 'active', 'active', 'active', 'active'),
        onDemand: 'active',
      },
      stop: {
        does: ({ handle: flowName }) => isDone(appflow.send(new StopFlowCommand({ flowName }))),
        leadsTo: byState<Outcome>('refused', 'inactive', 'inactive', 'inactive', 'inactive', 'stopping', 'inactive'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ handle: flowName }) => isDone(appflow.send(new DeleteFlowCommand({ flowName }))),
        leadsTo: byState<Outcome>('gone', 'gone', 'refused', 'refused', 'gone', 'gone', 'gone'),
        onDemand: 'gone',
      },
    },
  },
  oih: {
    words: byState('inactive', 'inactive', 'starting', 'active', 'inactive', 'stopping', 'inactive'),
    async shown({ id }) {
      const { json } = await call('GET', '/flows?page[size]=1000')
      const listed = (json.data as { id: string; status: string }[]).filter((one) => one.id === id)
      return [(await call('GET', `/flows/${id}`)).json.data.status, ...listed.map(({ status }) => status)]
    },
    commands: {
      start: {
        does: ({ id }) => isFine(call('POST', `/flows/${id}/start`)),
        leadsTo: byState<Outcome>('starting', 'starting', 'refused', 'refused', 'starting', 'refused', 'starting'),
        onDemand: 'refused',
      },
      stop: {
        does: ({ id }) => isFine(call('POST', `/flows/${id}/stop`)),
        leadsTo: byState<Outcome>('refused', 'refused', 'stopping', 'stopping', 'refused', 'refused', 'refused'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ id }) => isFine(call('DELETE', `/flows/${id}`)),
        leadsTo: byState<Outcome>('gone', 'gone', 'refused', 'refused', 'gone', 'refused', 'gone'),
        onDemand: 'refused',
      },
    },
  },
  control: {
    words: byState('draft', 'inactive', 'starting', 'active', 'paused', 'stopping', 'errored'),
    async shown({ handle }) {
      const listed: string[] = []
      let next: string | undefined
      do {
        const { json } = await v1('GET', next ? `?nextToken=${encodeURIComponent(next)}` : '')
        const flows = json.flows as { handle: string; status: string }[]
        listed.push(...flows.filter((one) => one.handle === handle).map(({ status }) => status))
        next = json.nextToken
      } while (next)
      return [(await v1('GET', `/${handle}`)).json.status, ...listed]
    },
    commands: {
      start: {
        does: ({ id }) => isFine(v1('POST', `/${id}/start`)),
        leadsTo: byState<Outcome>('active', 'active', 'starting', 'active', 'active', 'active', 'active'),
        onDemand: 'refused',
      },
      pause: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/pause`)),
        leadsTo: byState<Outcome>('refused', 'refused', 'paused', 'paused', 'paused', 'refused', 'refused'),
        onDemand: 'refused',
      },
      resume: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/resume`)),
        leadsTo: byState<Outcome>('refused', 'refused', 'starting', 'active', 'active', 'refused', 'refused'),
        onDemand: 'refused',
      },
      stop: {
        does: ({ handle }) => isFine(v1('POST', `/${handle}/stop`)),
        leadsTo: byState<Outcome>('refused', 'inactive', 'inactive', 'inactive', 'inactive', 'stopping', 'inactive'),
        onDemand: 'refused',
      },
      delete: {
        does: ({ id }) => isFine(v1('DELETE', `/${id}`)),
        leadsTo: byState<Outcome>('gone', 'gone', 'refused', 'refused', 'gone', 'gone', 'gone'),
        onDemand: 'gone',
      },
    },
  },
}

const step = { id: 'note', component: 'log', settings: { message: 'run' } }
/** A flow that is run on demand, made through one of the dialects. */
const runOnDemand = (maker: keyof typeof makers): Promise<Flow> =>
  app.makeFlow({
    ...(makers[maker] as () => NewFlow)(),
    trigger: { kind: 'on-demand' },
    definition: { steps: [step], links: [], details: {} },
  })

const outcomeFor = async (flow: Flow, isAccepted: boolean): Promise<Outcome> =>
  isAccepted ? ((await read(app.table, 'flow', 'default', flow.key))?.status ?? 'gone') : 'refused'

describe.each(Object.keys(makers))('a flow made through %s', (maker) => {
  test.each(Object.entries(doors))('is shown at the door of %s in its words, described and listed', async (_, door) => {
    for (const state of flowLifecycle.states) {
      const flow = await flowIn(maker, state)
      expect(await door.shown(flow), state).toEqual([door.words[state], door.words[state]])
    }
  })

  const commands = Object.entries(doors).flatMap(([name, door]) =>
    Object.entries(door.commands).map(([command, one]) => ({ name, command, ...one })),
  )
  test.each(commands)(
    'does at the door of $name what its $command says, from every state',
    async ({ does, leadsTo }) => {
      const outcomes: Partial<Record<FlowStatus, Outcome>> = {}
      for (const state of flowLifecycle.states) {
        const flow = await flowIn(maker, state)
        outcomes[state] = await outcomeFor(flow, await does(flow))
      }
      expect(outcomes).toEqual(leadsTo)
    },
  )

  test('is shown as active at every door where it is run on demand', async () => {
    const flow = await runOnDemand(maker)
    for (const [name, { shown, words }] of Object.entries(doors))
      expect(await shown(flow), name).toEqual([words.active, words.active])
  })

  test.each(commands)(
    'run on demand, does at the door of $name what its $command says',
    async ({ name, command, does, onDemand }) => {
      const flow = await runOnDemand(maker)

      expect(await outcomeFor(flow, await does(flow))).toBe(onDemand)

      // AppFlow's start runs it, and nothing else does.
      const { runs } = await listRunsOfFlow(app.table, 'default', flow.id, { limit: 2 })
      expect(runs).toHaveLength(name === 'appflow' && command === 'start' ? 1 : 0)
    },
  )
})
