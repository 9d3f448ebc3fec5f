import type { Principal } from '#core/users/permissions.ts'
import { defaultTenant } from '#core/tenants.ts'
import { noSource } from '#core/users/source.ts'
import { environment, services, type Context } from './context.ts'
import { engine, type Handler, type Host } from './lambda.ts'
import type { Effects, ObjectPrefix } from './operation.ts'
import { contextOf, insist } from './perform.ts'
import { parseInput } from './problems.ts'
import type { Of, Schema } from './schema.ts'

/**
 * A task is a function nobody calls over HTTP: the clock, a deployment or a workflow invokes it. Declared like an
 * operation, and like one it gets exactly its effects. It must be safe to run twice with the same input. Errors are
 * thrown as they are, so that the caller's retries and dead-letter queue see them.
 */
export interface TaskSpec<I extends Schema, E extends Effects> {
  name: string
  input: I
  effects: E
  /** An EventBridge schedule expression by which the task is run, with an empty input. */
  schedule?: string
  /** Is run for each object that arrives under this prefix, with EventBridge's event of it. */
  objectCreated?: ObjectPrefix
  /** Is run, with an empty input, after each deployment; on one machine at each start, before anything is served. */
  runs?: 'after-deployment'
  /** How long it may take, up to 900; else as long as any function. */
  timeoutSeconds?: number
  run: (input: Of<I>, context: TaskContext<E>) => Promise<unknown>
}

/** A task acts for the tenant its input names; one that serves all of them takes each in turn. */
export type TaskContext<E extends Effects> = Context<E> & { forTenant: (tenant: string) => Context<E> }

export interface Task extends Omit<TaskSpec<Schema, Effects>, 'run'> {
  kind: 'task'
  run: (input: never, context: never) => Promise<unknown>
}

export const task = <I extends Schema, const E extends Effects>(spec: TaskSpec<I, E>): Task => ({
  kind: 'task',
  ...spec,
})

/** The Lambda handler of a task; it acts for the tenant its input names. */
export function taskHandler(name: string, spec: Task, host: Host = { env: environment() }): Handler {
  const shared = services(host.env, host.now)
  return engine(name, host.env, () => (event, context) => {
    const input = parseInput(spec.input, event) as { tenant?: string }
    const caller: Principal = { tenant: input.tenant ?? defaultTenant, id: name, name, kind: 'iam', permissions: ['*'] }
    const { region, accountId } = host.env
    const forTenant = (tenant: string) => {
      // The time of each attempt: what is decided again is decided on how things stand then.
      const at = shared.now().toISOString()
      const requestId = context.awsRequestId
      const call = { caller: { ...caller, tenant }, base: '', region, accountId, requestId, source: noSource, at }
      return contextOf(spec.effects, call, shared)
    }
    return insist(() => spec.run(input as never, { ...forTenant(caller.tenant), forTenant } as never))
  })
}
