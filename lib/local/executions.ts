import { randomUUID } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import { StateMachine } from 'aws-local-stepfunctions'
import type { Workflow } from '#inventory/registry.ts'
import type { LocalFunctions } from './functions.ts'
import { executionArn, functionArn, functionNameIn } from './names.ts'
import type { State } from './state.ts'
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
  answer: (token: string, outcome: { output: unknown } | { error: string; cause: string }) => boolean
  /** Takes up what an earlier process had not ended. */
  resume: () => Promise<void>
  /** Resolves when every execution waits for something. */
  idle: () => Promise<void>
  stop: () => Promise<void>
}

interface Waiting {
  resolve: (output: unknown) => void
  reject: (error: Error) => void
}

/** A run of an execution: whether it waits for something is what `idle` asks. */
interface Run {
  waits: number
  /** Its last task failed: the library is pausing before it tries again, or about to go on. */
  hasFailed: boolean
  /** Events of its history so far, about as Step Functions counts them. */
  events: number
}

/** The events one execution may have on AWS: past that it fails, whatever it was doing. */
const mostEvents = 25_000

type Running = ReturnType<StateMachine['run']>

type Handler = (input: never, run: Run) => Promise<unknown>

type States = Record<string, { Type: string; [member: string]: unknown }>

export function openExecutions(
  workflows: readonly Workflow[],
  state: State,
  functions: LocalFunctions,
  timers: Timers,
  historyLimit = mostEvents,
): Executions {
  const waiting = new Map<string, Waiting>()
  const running = new Map<string, { run: Run; abort: () => void; ended: Promise<void> }>()
  let active = 0
  let stopped = false
  const machines = new Map(
    workflows.map((workflow) => {
      const handlers: Record<string, Handler> = {}
      const definition = JSON.parse(fill(workflow)) as { States: States }
      definition.States = prepare(definition.States, handlers)
      return [workflow.name, { machine: new StateMachine(definition as never), handlers }] as const
    }),
  )
  const keyOf = (workflow: string, name: string) => `${workflow}/${name}`

  /** The states as the library runs them: each task and wait is one of our handlers, found by the state's name. */
  function prepare(states: States, handlers: Record<string, Handler>): States {
    return Object.fromEntries(
      Object.entries(states).map(([name, one]) => {
        const { ItemProcessor: inner } = one as { ItemProcessor?: { States: States } }
        if (inner) return [name, { ...one, ItemProcessor: { ...inner, States: prepare(inner.States, handlers) } }]
        if (one.Type === 'Wait') {
          handlers[name] = ({ seconds }: { seconds: number }, run) => pause(seconds, run)
          const { SecondsPath, Next } = one
          const Parameters = { 'seconds.$': SecondsPath }
          return [name, { Type: 'Task', Resource: 'arn:aws:states:::wait', Parameters, ResultPath: null, Next }]
        }
        if (one.Type !== 'Task') return [name, one]
        const { TimeoutSecondsPath: _, ...task } = one as {
          Resource: string
          TimeoutSecondsPath?: string
          Type: string
        }
        handlers[name] = task.Resource.endsWith('.waitForTaskToken')
          ? ({ FunctionName, Payload }: { FunctionName: string; Payload: Callback }, run) =>
              callBack(FunctionName, Payload, run)
          : (input: unknown, run) => invoke(task.Resource, input, run)
        return [name, task]
      }),
    )
  }

  async function invoke(arn: string, input: unknown, run: Run): Promise<unknown> {
    active++
    run.hasFailed = false
    // Scheduled, started, succeeded or failed.
    run.events += 3
    try {
      return (await functions.invoke(functionNameIn(arn), input)) ?? {}
    } catch (error) {
      run.hasFailed = true
      throw error
    } finally {
      active--
    }
  }

  async function wait<T>(run: Run, until: Promise<T>): Promise<T> {
    run.waits++
    try {
      return await until
    } finally {
      run.waits--
    }
  }

  const pause = (seconds: number, run: Run) =>
    wait(
      run,
      new Promise<object>((resolve) => {
        timers.at(new Date(timers.now().getTime() + seconds * 1000), () => resolve({}))
      }),
    )

  interface Callback {
    token: string
    timeoutSeconds: number
  }

  /** Runs the function, whose answer counts for nothing, and waits until its token is answered or time is up. */
  async function callBack(arn: string, payload: Callback, run: Run): Promise<unknown> {
    const { token, timeoutSeconds } = payload
    let cancel: () => void = () => undefined
    const answered = new Promise((resolve, reject) => {
      waiting.set(token, { resolve, reject })
      const late = Object.assign(new Error(`No answer within ${timeoutSeconds} s.`), { name: 'States.Timeout' })
      cancel = timers.at(new Date(timers.now().getTime() + timeoutSeconds * 1000), () => reject(late))
    })
    answered.catch(() => undefined)
    // Its answer is one more than the submission.
    run.events += 1
    try {
      await invoke(arn, payload, run)
      return await wait(run, answered)
    } finally {
      cancel()
      waiting.delete(token)
    }
  }

  function begin(execution: Execution): void {
    const key = keyOf(execution.workflow, execution.name)
    const found = machines.get(execution.workflow)
    if (stopped || running.has(key) || !found) return
    const context = {
      Execution: { Id: executionArn(execution.workflow, execution.name), Name: execution.name },
      Task: {
        get Token() {
          return randomUUID()
        },
      },
    }
    const run: Run = { waits: 0, hasFailed: false, events: 0 }
    const handlers = Object.fromEntries(
      Object.entries(found.handlers).map(([name, handle]) => [name, (input: never) => handle(input, run)]),
    )
    const overrides = { taskResourceLocalHandlers: handlers as never }
    const input = JSON.parse(execution.input) as never
    const { result, abort, eventLogs } = found.machine.run(input, { context, overrides })
    void count(eventLogs, run, abort)
    const ended = result
      .then(
        (output) => ({ status: 'SUCCEEDED' as const, output: JSON.stringify(output) }),
        (error: Error) => ({
          status: 'FAILED' as const,
          ...(failureOf(run) ?? { error: error.name, cause: error.message }),
        }),
      )
      .then(async (end) => {
        if (!stopped) await state.put('execution', key, { ...execution, ...end, stoppedAt: timers.now().getTime() })
      })
      // An end that could not be noted: the next start begins it again, and its tasks find that nothing is left to do.
      .catch(() => undefined)
      .finally(() => running.delete(key))
    running.set(key, { run, abort, ended })
  }

  /** Counts the events of an execution that are the library's, and ends it when its history is full. */
  async function count(events: Running['eventLogs'], run: Run, abort: () => void): Promise<void> {
    for await (const event of events) {
      if (/^(Execution|MapIteration)(Started|Succeeded)$/.test(event.type)) run.events++
      // Entered and started, or succeeded and exited, where it is a Map.
      if ('state' in event && /Entered|Exited/.test(event.type)) run.events += event.state.type === 'Map' ? 2 : 1
      if (run.events >= historyLimit) return abort()
    }
  }

  const failureOf = ({ events }: Run) =>
    events < historyLimit
      ? undefined
      : {
          error: 'States.Runtime',
          cause: `The execution reached the maximum number of history events (${historyLimit}).`,
        }

  return {
    async start(workflow, name, input) {
      const key = keyOf(workflow, name)
      const known = await state.get<Execution>('execution', key)
      if (known) return known.input === input && known.status === 'RUNNING' ? known : undefined
      const execution: Execution = { workflow, name, input, status: 'RUNNING', startedAt: timers.now().getTime() }
      await state.put('execution', key, execution)
      begin(execution)
      return execution
    },
    get: (workflow, name) => state.get<Execution>('execution', keyOf(workflow, name)),
    all: async () => (await state.all<Execution>('execution')).map(({ value }) => value),
    answer(token, outcome) {
      const found = waiting.get(token)
      if (!found) return false
      if ('output' in outcome) found.resolve(outcome.output)
      else found.reject(Object.assign(new Error(outcome.cause), { name: outcome.error }))
      return true
    },
    async resume() {
      await state.restore<Execution>('execution', (execution) => {
        if (execution.status === 'RUNNING') begin(execution)
      })
    },
    async idle() {
      // From one state to the next it takes a few turns of the event loop, in which nothing is being invoked: an
      // execution that neither waits nor has just failed is between two of them, or about to note its end.
      for (let quiet = 0; quiet < 5; quiet++) {
        await turn()
        const goesOn = [...running.values()].some(({ run }) => run.waits === 0 && !run.hasFailed)
        if (active > 0 || goesOn) quiet = -1
      }
    },
    async stop() {
      stopped = true
      for (const { abort } of running.values()) abort()
      await Promise.allSettled([...running.values()].map(({ ended }) => ended))
    },
  }
}

/** A definition with the ARNs of its tasks' functions put in, as CDK does with its own. */
const fill = ({ text, tasks }: Workflow): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_placeholder, task: string) => functionArn(tasks[task] ?? task))
