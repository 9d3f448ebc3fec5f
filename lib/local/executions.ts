import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { StateMachine } from 'aws-local-stepfunctions'
import type { Workflow } from '#inventory/registry.ts'
import { ExecutionTasks, type Outcome, type Run } from './execution-tasks.ts'
import type { LocalFunctions } from './functions.ts'
import { executionArn } from './names.ts'
import type { State } from './state.ts'
import { prepareMachine, type PreparedMachine } from './state-machines.ts'
import type { Timers } from './timers.ts'

/**
 * Step Functions' executions on one machine: the same definition files that CDK deploys, run by aws-local-stepfunctions.
 * What an execution was given and how it ended is on disk; where it is, is not. After a restart of this process each one
 * that had not ended begins again from its start, which the workflows are written for: their tasks find what is done.
 *
 * Waits and task timeouts are ours, on the product's own timers: the library's fire at once beyond 24.8 days.
 */
export interface Execution {
  workflow: string
  name: string
  input: string
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED'
  /** Epoch milliseconds. */
  startedAt: number
  stoppedAt?: number
  output?: string
  error?: string
  cause?: string
}

export interface Executions {
  /** Starts an execution; one that has the name and input already is that one. Undefined for a name taken by another. */
  start: (workflow: string, name: string, input: string) => Promise<Execution | undefined>
  get: (workflow: string, name: string) => Promise<Execution | undefined>
  all: () => Promise<Execution[]>
  /** Ends the wait of a task; false when nobody waits with this token. */
  answer: (token: string, outcome: Outcome) => boolean
  /** Takes up what an earlier process had not ended. */
  resume: () => Promise<void>
  /** Resolves when every execution waits for something. */
  idle: () => Promise<void>
  stop: () => Promise<void>
}

/** The events one execution may have on AWS: past that it fails, whatever it was doing. */
const mostEvents = 25_000

export function openExecutions(
  workflows: readonly Workflow[],
  state: State,
  functions: LocalFunctions,
  timers: Timers,
  historyLimit = mostEvents,
): Executions {
  const tasks = new ExecutionTasks(functions, timers)
  const machines = new Map(workflows.map((workflow) => [workflow.name, prepareMachine(workflow, tasks)] as const))
  const runs = new Runs(machines, historyLimit, async (execution, end) => {
    const ended: Execution = { ...execution, ...end, stoppedAt: timers.now().getTime() }
    await state.put('execution', keyOf(execution), ended)
  })

  return {
    async start(workflow, name, input) {
      const known = await state.get<Execution>('execution', keyOf({ workflow, name }))
      if (known) return known.input === input && known.status === 'RUNNING' ? known : undefined
      const execution: Execution = { workflow, name, input, status: 'RUNNING', startedAt: timers.now().getTime() }
      await state.put('execution', keyOf(execution), execution)
      runs.begin(execution)
      return execution
    },
    get: (workflow, name) => state.get<Execution>('execution', keyOf({ workflow, name })),
    all: async () => (await state.all<Execution>('execution')).map(({ value }) => value),
    answer: (token, outcome) => tasks.answer(token, outcome),
    async resume() {
      await state.restore<Execution>('execution', (execution) => {
        if (execution.status === 'RUNNING') runs.begin(execution)
      })
    },
    async idle() {
      // From one state to the next it takes a few turns of the event loop, in which nothing is being invoked.
      for (let quiet = 0; quiet < 5; quiet++) {
        await turn()
        if (tasks.active > 0 || runs.areMoving) quiet = -1
      }
    },
    stop: () => runs.stop(),
  }
}

type End = Pick<Execution, 'status' | 'output' | 'error' | 'cause'>

/** The executions that are running in this process. */
class Runs {
  readonly #machines: ReadonlyMap<string, PreparedMachine>
  readonly #historyLimit: number
  readonly #noteEnd: (execution: Execution, end: End) => Promise<void>
  readonly #running = new Map<string, { run: Run; abort: () => void; ended: Promise<void> }>()
  #isStopped = false

  constructor(
    machines: ReadonlyMap<string, PreparedMachine>,
    historyLimit: number,
    noteEnd: (execution: Execution, end: End) => Promise<void>,
  ) {
    this.#machines = machines
    this.#historyLimit = historyLimit
    this.#noteEnd = noteEnd
  }

  /** Whether one of them neither waits nor has just failed: it is between two states, or about to note its end. */
  get areMoving(): boolean {
    return [...this.#running.values()].some(({ run }) => run.waits === 0 && !run.hasFailed)
  }

  begin(execution: Execution): void {
    const key = keyOf(execution)
    const prepared = this.#machines.get(execution.workflow)
    if (this.#isStopped || this.#running.has(key) || !prepared) return
    const run: Run = { waits: 0, hasFailed: false, events: 0 }
    const { result, abort, eventLogs } = runMachine(prepared, execution, run)
    void this.#countEvents(eventLogs, run, abort)
    const ended = result
      .then(
        (output): End => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }),
        (error: Error): End => ({
          status: 'FAILED',
          ...(this.#historyFull(run) ?? { error: error.name, cause: error.message }),
        }),
      )
      .then((end) => (this.#isStopped ? undefined : this.#noteEnd(execution, end)))
      // An end that could not be noted: the next start begins it again, and its tasks find that nothing is left to do.
      .catch(() => undefined)
      .finally(() => this.#running.delete(key))
    this.#running.set(key, { run, abort, ended })
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    for (const { abort } of this.#running.values()) abort()
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended))
  }

  /** Counts the events of an execution that are the library's, and ends it when its history is full. */
  async #countEvents(events: Started['eventLogs'], run: Run, abort: () => void): Promise<void> {
    for await (const event of events) {
      if (/^(Execution|MapIteration)(Started|Succeeded)$/.test(event.type)) run.events++
      // Entered and started, or succeeded and exited, where it is a Map.
      if ('state' in event && /Entered|Exited/.test(event.type)) run.events += event.state.type === 'Map' ? 2 : 1
      if (run.events >= this.#historyLimit) return abort()
    }
  }

  #historyFull({ events }: Run): Pick<End, 'error' | 'cause'> | undefined {
    if (events < this.#historyLimit) return undefined
    const cause = `The execution reached the maximum number of history events (${this.#historyLimit}).`
    return { error: 'States.Runtime', cause }
  }
}

type Started = ReturnType<StateMachine['run']>

function runMachine({ machine, handlers }: PreparedMachine, execution: Execution, run: Run): Started {
  const context = {
    Execution: { Id: executionArn(execution.workflow, execution.name), Name: execution.name },
    Task: {
      get Token() {
        return randomUUID()
      },
    },
  }
  const taskResourceLocalHandlers = Object.fromEntries(
    Object.entries(handlers).map(([name, handle]) => [name, (input: never) => handle(input, run)]),
  )
  const overrides = { taskResourceLocalHandlers: taskResourceLocalHandlers as never }
  return machine.run(JSON.parse(execution.input) as never, { context, overrides })
}

const keyOf = ({ workflow, name }: Pick<Execution, 'workflow' | 'name'>): string => `${workflow}/${name}`
