import { StateMachine } from 'aws-local-stepfunctions'
import type { Workflow } from '#inventory/registry.ts'
import type { Callback, ExecutionTasks, Run } from './execution-tasks.ts'
import { functionArn } from './names.ts'

export type Handler = (input: never, run: Run) => Promise<unknown>

/** A workflow as the library runs it, and what each of its tasks and waits does, by the state's name. */
export interface PreparedMachine {
  machine: StateMachine
  handlers: Record<string, Handler>
}

type States = Record<string, { Type: string; [member: string]: unknown }>

export function prepareMachine(workflow: Workflow, tasks: ExecutionTasks): PreparedMachine {
  const handlers: Record<string, Handler> = {}
  const definition = JSON.parse(fill(workflow)) as { States: States }
  definition.States = prepareStates(definition.States, handlers, tasks)
  // Tests validate the definitions. The library would do so at each start, and for each element of a Map state.
  const validationOptions = { noValidate: true }
  return { machine: new StateMachine(definition as never, { validationOptions }), handlers }
}

/** The states as the library runs them: each task and wait is one of our handlers, found by the state's name. */
function prepareStates(states: States, handlers: Record<string, Handler>, tasks: ExecutionTasks): States {
  return Object.fromEntries(
    Object.entries(states).map(([name, one]) => {
      const { ItemProcessor: inner } = one as { ItemProcessor?: { States: States } }
      if (inner)
        return [name, { ...one, ItemProcessor: { ...inner, States: prepareStates(inner.States, handlers, tasks) } }]
      if (one.Type === 'Wait') {
        handlers[name] = ({ seconds }: { seconds: number }, run) => tasks.pause(seconds, run)
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
            tasks.callBack(FunctionName, Payload, run)
        : (input: unknown, run) => tasks.invoke(task.Resource, input, run)
      return [name, task]
    }),
  )
}

/** A definition with the ARNs of its tasks' functions put in, as CDK does with its own. */
const fill = ({ text, tasks }: Workflow): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_placeholder, task: string) => functionArn(tasks[task] ?? task))
