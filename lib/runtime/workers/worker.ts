import { DomainError } from '#core/errors.ts'
import { builtInComponents } from '#core/components/component.ts'
import type { Definition, Step } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { judgeMessage } from '#core/runs/judge-message.ts'
import type { Message } from '#core/runs/message.ts'
import type { StepQueue } from '#core/runs/queue.ts'
import { nextMessages } from '#core/runs/settle-message.ts'
import { StepError } from '#core/runs/step-error.ts'
import { failOverdue } from '#core/runs/sweep-run.ts'
import { commit } from '#store/commit.ts'
import { readFlowVersion } from '#store/flows.ts'
import { readStep, type MessageAddress } from '#store/runs.ts'
import type { Component, StepResult } from '../declarations/component.ts'
import { registeredComponent } from '../declarations/component.ts'
import type { Services } from '../invocation/context.ts'
import { callStep } from './call-step.ts'
import { keepPayloads } from './payloads.ts'
import { settle } from './settle.ts'
import type { StepTask } from './task.ts'
import { nextTry, withPlace } from './with-place.ts'

/** A message is done with for now, or is to be received again, so many seconds later. */
export type WorkOutcome = 'done' | { againAfterSeconds: number }

/** What was tried so often is tried no more, whether its failures were told or its workers died. */
const mostTries = 6
const definitionsKept = 50

/**
 * Works on the messages of one queue. The table is the truth: whatever a queue says again, late or in another order, a message
 * is read with its run and its flow first, and settles once. What a component does may be done twice; what a run counts and
 * what comes next is exact.
 */
export class Worker {
  readonly #queue: StepQueue
  readonly #components: ReadonlyMap<string, Component>
  readonly #services: Services
  readonly #onFault: (error: unknown, task: StepTask) => void
  readonly #definitions = new Map<string, Promise<Definition>>()

  /** `onFault` is told what components throw that is no word of their own for a failure. */
  constructor(
    queue: StepQueue,
    components: readonly Component[],
    services: Services,
    onFault: (error: unknown, task: StepTask) => void = () => undefined,
  ) {
    this.#queue = queue
    this.#onFault = onFault
    this.#components = new Map(components.map((one) => [one.name, one]))
    this.#services = services
  }

  /**
   * Works on a message that has been received so many times. Throws what keeps it from doing so, as an outage of the table or
   * others who write the same do: the message is to be handed over again.
   */
  async work(address: MessageAddress, receiveCount: number, requestId: string): Promise<WorkOutcome> {
    const { table } = this.#services
    const now = this.#services.now().toISOString()
    const { message, run, flow } = await readStep(table, address)
    const verdict = judgeMessage(message, run, flow, now)
    if (verdict === 'drop' || !message || !run) return 'done'
    // Who sends to the queue may say anything; the flow that was read must be the message's own.
    if (message.flowKey !== address.flowKey || message.flowId !== address.flowId) return 'done'
    // A flow that is gone or was made anew is judged before anything is asked of it.
    const task: StepTask = { message, run, flow: flow ?? ({ key: address.flowKey } as Flow) }
    switch (verdict) {
      case 'run':
        return this.#run(task, receiveCount, requestId)
      case 'overdue':
        await commit(table, failOverdue(run, now).change)
        await settle(this.#services, task, { status: 'cancelled' })
        return 'done'
      case 'cancel':
        await settle(this.#services, task, { status: 'cancelled' })
        return 'done'
      case 'park':
        if (message.status !== 'parked') await this.#park(task)
        return 'done'
      case 'wait':
        // An older copy of what woke us is no reason to send another one.
        if (address.version !== undefined && address.version < message.version) return 'done'
        return this.#wait(message, message.notBefore)
    }
  }

  async #run(given: StepTask, receiveCount: number, requestId: string): Promise<WorkOutcome> {
    const { message, run, flow } = given
    let task = given
    let component: Component | undefined
    try {
      const definition = await this.#definitionOf(flow, run.definitionVersion)
      const step = stepOf(definition, message)
      task = { ...given, component: step.component }
      component = this.#components.get(isBuiltIn(step.component) ? step.component : registeredComponent)
      if (!component) return await this.#forward(message, this.#otherQueue)
      if (receiveCount > mostTries) throw new StepError(`It was tried ${mostTries} times and did not come to an end.`)
      const request = { queue: this.#queue, component, step, task, requestId, onFault: this.#onFault }
      const work = async () => this.#apply(task, definition, await callStep(request, this.#services))
      const outcome = await withPlace(this.#services, this.#queue, step, task, work)
      return outcome === 'full' ? await this.#wait(message, nextTry(this.#services.now(), message.version)) : outcome
    } catch (failure) {
      // Anything else kept us from working on it, and is no failure of the step.
      if (!(failure instanceof StepError)) throw failure
      if (failure.retry && receiveCount < mostTries) return { againAfterSeconds: pauseSeconds(failure, receiveCount) }
      const { message: cause, figures } = failure
      await settle(this.#services, task, { status: 'failed', cause, figures, endsRun: component?.endsRunOnError })
      return 'done'
    }
  }

  /** Writes what a component's answer means for its message. */
  async #apply(task: StepTask, definition: Definition, result: StepResult): Promise<WorkOutcome> {
    const { message } = task
    if ('forwardTo' in result) return this.#forward(message, result.forwardTo)
    if ('waitUntil' in result) return this.#wait(message, result.waitUntil)
    const { messages = [], continuations = [], figures } = result
    const linkCount = definition.links.filter(({ from }) => from === message.stepId).length
    // What no link takes further is counted and not kept.
    const values = [...continuations, ...(linkCount === 0 ? [] : messages)]
    const kept = await keepPayloads(this.#services, message, values, continuations.length + messages.length * linkCount)
    const next = nextMessages(
      message,
      definition,
      { continuations: kept.slice(0, continuations.length), payloads: kept.slice(continuations.length) },
      (name) => this.#queueOf(name),
      this.#services.now().toISOString(),
    )
    await settle(this.#services, task, { status: 'succeeded', next, figures })
    return 'done'
  }

  /** Holds only while the flow is still paused: whoever resumes it sends what is parked. */
  async #park({ message, flow }: StepTask): Promise<void> {
    await commit(this.#services.table, [
      { kind: 'check', entity: 'flow', before: flow },
      { kind: 'update', entity: 'message', before: message, set: { status: 'parked' } },
    ])
  }

  /** The relay sends it again, for its time. */
  async #wait(message: Message, notBefore: string | undefined): Promise<WorkOutcome> {
    await this.#update(message, { notBefore })
    return 'done'
  }

  async #forward(message: Message, queue: StepQueue): Promise<WorkOutcome> {
    await this.#update(message, { queue })
    return 'done'
  }

  /** It waits from then on, also where it was parked: the relay sends what waits. */
  async #update(message: Message, set: Pick<Message, 'notBefore'> | Pick<Message, 'queue'>): Promise<void> {
    const change = { kind: 'update', entity: 'message', before: message, set: { status: 'waiting', ...set } } as const
    await commit(this.#services.table, [change])
  }

  /** Where messages for a component wait. Which settings make it take longer is seen when its turn comes. */
  #queueOf(component: string): StepQueue {
    const known = this.#components.get(component)
    if (known) return known.isLong === true ? 'long-steps' : 'steps'
    return isBuiltIn(component) ? this.#otherQueue : 'steps'
  }

  get #otherQueue(): StepQueue {
    return this.#queue === 'steps' ? 'long-steps' : 'steps'
  }

  async #readDefinition(flow: Flow, version: number): Promise<Definition> {
    try {
      return await readFlowVersion(this.#services.table, flow, version)
    } catch (error) {
      if (!(error instanceof DomainError && error.code === 'version-conflict')) throw error
      throw new StepError(`Version ${version} of the flow's definition is not kept any more.`, {}, error)
    }
  }

  /** Definitions never change: those last used are kept. */
  #definitionOf(flow: Flow, version: number): Promise<Definition> {
    const key = `${flow.tenant}|${flow.id}|${version}`
    const definition = this.#definitions.get(key) ?? this.#readDefinition(flow, version)
    this.#definitions.delete(key)
    this.#definitions.set(key, definition)
    definition.catch(() => this.#definitions.delete(key))
    const [oldest = ''] = this.#definitions.keys()
    if (this.#definitions.size > definitionsKept) this.#definitions.delete(oldest)
    return definition
  }
}

const isBuiltIn = (component: string): boolean => (builtInComponents as readonly string[]).includes(component)

function stepOf({ steps }: Definition, { stepId }: Message): Step {
  const step = steps.find(({ id }) => id === stepId)
  if (!step) throw new StepError(`The flow has no step ${stepId}.`)
  return step
}

/** Before the next try: what was asked for up to a minute, else 1, 2, 4, 8, 16 s, a quarter more or less. */
const pauseSeconds = ({ retry }: StepError, tries: number): number =>
  typeof retry === 'object'
    ? Math.min(Math.max(Math.ceil(retry.afterSeconds), 1), 60)
    : Math.max(1, Math.round(2 ** (tries - 1) * (0.75 + Math.random() / 2)))
