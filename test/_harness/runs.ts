import { createFlow } from '../../lib/core/flows/create-flow.ts'
import { firstSteps, type Definition } from '../../lib/core/flows/definition.ts'
import { beginRun } from '../../lib/core/runs/begin-run.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import type { Message } from '../../lib/core/runs/message.ts'
import type { StepQueue } from '../../lib/core/runs/queue.ts'
import { isOver, type Run } from '../../lib/core/runs/run.ts'
import { component, type Component, type StepResult } from '../../lib/runtime/declarations/component.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'
import { services, type Environment, type Services } from '../../lib/runtime/invocation/context.ts'
import { sum } from '../../lib/runtime/runs/follow-run.ts'
import { Worker, type WorkOutcome } from '../../lib/runtime/workers/worker.ts'
import { commit } from '../../lib/store/commit.ts'
import { messagesOf } from '../../lib/store/messages.ts'
import { read } from '../../lib/store/read.ts'
import { testClock, type TestClock } from './clock.ts'
import { openTestTable, type TestTable } from './table.ts'

/** What a step of a test's flow does with a message. */
export type Behaviour = (payload: unknown, attempt: number) => StepResult | Promise<StepResult>

/**
 * Runs over the real engine, without queues and without a stream: a test says which message a worker is handed, how often and
 * in which order, and cuts the worker off from the table at any of its writes.
 */
export interface RunBench {
  table: TestTable
  services: Services
  clock: TestClock
  /** The worker of a queue; a step is what its id says in `behaviours`. */
  worker: (behaviours: Record<string, Behaviour>, more?: Partial<Component>, queue?: StepQueue) => Worker
  begin: (
    definition: Definition,
    options?: { payload?: unknown; flow?: Partial<Flow> },
  ) => Promise<{ flow: Flow; run: Run }>
  /** What a worker would be told of: all that has not settled. */
  unsettled: (run: Run) => Promise<Message[]>
  work: (worker: Worker, message: Message, receiveCount?: number) => Promise<WorkOutcome>
  /** Sums the run as the relay does, and reads it. */
  summed: (run: Run) => Promise<Run>
  /** Hands every message to the worker until nothing is left; the run then. */
  finish: (worker: Worker, run: Run) => Promise<Run>
  /** Cuts off from the table after so many more writes: each further request fails, the one at the limit only after it was done. */
  cutAfter: (writes: number) => void
  /** Connects again. Whether it was cut off. */
  reconnect: () => boolean
  stop: () => Promise<void>
}

export class CutOff extends Error {}

export async function openRunBench(): Promise<RunBench> {
  const table = await openTestTable()
  const clock = testClock('2026-01-01T00:00:00.000Z')
  const shared = { ...services({ logLevel: 'SILENT' } as Environment, [], () => clock.now()), table }
  let flowCount = 0
  let left = Infinity
  let isCut = false
  table.client.middlewareStack.add(
    (next, context) => async (args) => {
      if (left < 0) {
        isCut = true
        throw new CutOff('It is cut off.')
      }
      const isWrite = /Put|Update|Delete|TransactWrite/.test(String(context.commandName))
      if (!isWrite) return next(args)
      left--
      const answer = await next(args)
      if (left >= 0) return answer
      // It was done, and whoever asked for it never hears of it.
      isCut = true
      throw new CutOff('It is cut off.')
    },
    { step: 'initialize', priority: 'high' },
  )

  const bench: RunBench = {
    table,
    services: shared,
    clock,
    worker: (behaviours, more = {}, queue = 'steps') => new Worker(queue, [{ ...probe(behaviours), ...more }], shared),
    async begin(definition, { payload, flow: overrides = {} } = {}) {
      const id = (++flowCount).toString(16).padStart(24, '0')
      const { after, change } = createFlow(
        {
          tenant: 'default',
          id,
          label: `flow ${flowCount}`,
          madeBy: 'oih',
          owners: [],
          trigger: { kind: 'on-demand' },
          tags: {},
          definition,
        },
        { tenant: 100_000 },
        { name: 'ann', kind: 'user', via: 'control', at: clock.now().toISOString() },
      )
      const [made, ...beside] = change
      const flow = { ...after, ...overrides }
      await commit(table, [{ ...made, item: flow }, ...beside])
      const first = firstSteps(definition, { madeBy: 'flow-manager' }).map(({ id: stepId }) => ({
        stepId,
        queue: 'steps' as const,
        payload,
      }))
      const trigger = { kind: 'api', at: clock.now().toISOString(), by: 'ann' } as const
      const asker = { id: `user-of-${flow.id}` }
      const begun = beginRun({ ...flow, status: 'active' }, { id: shared.newUuid(), trigger, asker, first })
      await commit(table, begun.change)
      return { flow, run: begun.after }
    },
    async unsettled(run) {
      const found: Message[] = []
      for await (const page of messagesOf(table, run, ['waiting', 'parked'])) found.push(...page)
      return found
    },
    work: (worker, { tenant, flowKey, flowId, runId, id }, receiveCount = 1) =>
      worker.work({ tenant, flowKey, flowId, runId, messageId: id }, receiveCount, 'request'),
    async summed({ tenant, flowId, id }) {
      await sum(shared, { tenant, flowId, runId: id })
      const run = await read(table, 'run', tenant, flowId, id)
      if (!run) throw new Error('The run is gone.')
      return run
    },
    async finish(worker, run) {
      for (;;) {
        const messages = await bench.unsettled(run)
        for (const message of messages) await bench.work(worker, message)
        const present = await bench.summed(run)
        if (messages.length === 0 || isOver(present)) return present
      }
    },
    cutAfter(writes) {
      left = writes
    },
    reconnect() {
      const wasCut = isCut
      left = Infinity
      isCut = false
      return wasCut
    },
    stop: () => table.stop(),
  }
  return bench
}

/** Stands for the components that users register. */
function probe(behaviours: Record<string, Behaviour>): Component {
  return component({
    name: 'registered',
    settings: t.looseObject({}),
    run: async ({ message, step }) =>
      (await behaviours[step.id]?.(message.payload, 1)) ?? { messages: [message.payload] },
  })
}

/** A definition of steps and links between them, each step of a component that a user has registered. */
export const graph = (
  steps: readonly string[],
  links: readonly (readonly [string, string])[],
  componentOf: (stepId: string) => string = () => 'probe',
): Definition => ({
  steps: steps.map((id) => ({ id, component: componentOf(id), settings: {} })),
  links: links.map(([from, to]) => ({ from, to })),
  details: {},
})
