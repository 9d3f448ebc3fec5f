import type { StepQueue } from '#core/runs/queue.ts'
import type { Component } from '../declarations/component.ts'
import { environment, type Capability } from '../invocation/context.ts'
import type { Handler, Host } from '../invocation/lambda.ts'

/** The queue entry: hands the messages of a batch to the components of their steps, and settles them. */
export function workerHandler(
  queue: StepQueue,
  components: readonly Component[],
  capabilities: readonly Capability[],
  host: Host = { env: environment(capabilities) },
): Handler {
  void queue
  void components
  void host
  return () => Promise.reject(new Error('It is being written.'))
}
