import { defaultTenant } from '#core/tenants.ts'
import { environment, ownCall, services, type Capability } from '../invocation/context.ts'
import { withMiddleware, type Handler, type Host } from '../invocation/lambda.ts'
import type { Effects } from './effects.ts'
import type { ObjectPrefix } from './resources.ts'
import { contextOf, retryOnConflict } from '../invocation/invoke-operation.ts'
import { parseInput } from '../invocation/problems.ts'
import type { Of, Schema } from './schema.ts'
import { effectsWith, type None, type Uses, type UsingContext } from './use-case.ts'

/**
 * A task is a function nobody calls over HTTP: the clock, a deployment or a workflow invokes it. Declared like an
 * operation, and like one it gets exactly its effects. It must be safe to run twice with the same input. Errors are
 * thrown as they are, so that the caller's retries and dead-letter queue see them.
 */
export interface TaskSpec<I extends Schema, E, U extends Uses> {
  name: string
  input: I
  /** What `run` touches itself. What its use cases touch is theirs to declare. */
  effects?: E
  /** The use cases it runs, as `use.<name>(...)`. */
  uses?: U
  /** An EventBridge schedule expression by which the task is run, with an empty input. */
  schedule?: string
  /** Is run for each object that arrives under this prefix, with EventBridge's event of it. */
  objectCreated?: ObjectPrefix
  /** Is run, with an empty input, after each deployment; on one machine at each start, before anything is served. */
  runs?: 'after-deployment'
  /** How long it may take, up to 900; else as long as any function. */
  timeoutSeconds?: number
  run: (input: Of<I>, context: TaskContext<E, U>) => Promise<unknown>
}

/** A task acts for the tenant its input names; one that serves all of them takes each in turn. */
export type TaskContext<E, U extends Uses = None> = UsingContext<E, U> & {
  forTenant: (tenant: string) => UsingContext<E, U>
}

export interface Task extends Omit<TaskSpec<Schema, Effects, Uses>, 'run' | 'effects' | 'uses'> {
  kind: 'task'
  /** Its own and those of its use cases. */
  effects: Effects
  uses: Uses
  run: (input: never, context: never) => Promise<unknown>
}

export const task = <I extends Schema, const E extends Effects = None, const U extends Uses = None>(
  spec: TaskSpec<I, E, U>,
): Task => ({
  ...spec,
  kind: 'task',
  effects: effectsWith(spec.effects, spec.uses),
  uses: spec.uses ?? {},
})

/** The Lambda handler of a task; it acts for the tenant its input names. */
export function taskHandler(
  name: string,
  spec: Task,
  capabilities: readonly Capability[],
  host: Host = { env: environment(capabilities) },
): Handler {
  const shared = services(host.env, capabilities, host.now)
  return withMiddleware(name, host.env, () => (event, context) => {
    const input = parseInput(spec.input, event) as { tenant?: string }
    // The time of each attempt: what is decided again is decided on how things stand then.
    const forTenant = (tenant: string) => contextOf(spec, ownCall(name, tenant, context.awsRequestId, shared), shared)
    return retryOnConflict(() =>
      spec.run(input as never, { ...forTenant(input.tenant ?? defaultTenant), forTenant } as never),
    )
  })
}
