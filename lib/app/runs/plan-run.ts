import { firstSteps } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { transferComponent, transferStepId } from '#core/flows/transfer-step.ts'
import { beginRun, type FirstMessage } from '#core/runs/begin-run.ts'
import { beginScheduledRun } from '#core/runs/begin-scheduled-run.ts'
import type { RunTrigger } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** What asks for a run. */
export interface RunRequest {
  id: string
  trigger: RunTrigger
  /** Of a run that takes up the failed messages of another; else it begins with the first steps of the definition. */
  first?: readonly FirstMessage[]
  definitionVersion?: number
}

/**
 * Decides that a run of a flow begins, on everything that it depends on. Of a scheduled flow of AppFlow one run is in progress
 * at a time. Refused: `flow-not-active`, `run-in-progress`, `run-quota-exceeded`. Costs a read for what AppFlow did not make,
 * and one for a scheduled flow that it made.
 */
export const planRun = useCase({
  effects: {
    reads: ['flow-schedule'],
    queriesChildren: ['definition'],
  },
  async run({ read, readDefinition }, flow: Flow, request: RunRequest) {
    const version = request.definitionVersion ?? flow.startedVersion ?? flow.definitionVersion
    const first =
      request.first ??
      (flow.madeBy === 'appflow'
        ? [{ stepId: transferStepId, queue: queueOf(transferComponent) }]
        : firstSteps(await readDefinition(flow, version)).map(({ id, component }) => ({
            stepId: id,
            queue: queueOf(component),
          })))
    const run = { ...request, first, definitionVersion: version }
    return flow.madeBy === 'appflow' && flow.triggerKind === 'schedule'
      ? beginScheduledRun(flow, await read['flow-schedule'](flow.id), run)
      : beginRun(flow, run)
  },
})

/** Others that take longer are sent on by the worker that meets them. */
const queueOf = (component: string) => (component === transferComponent ? 'long-steps' : 'steps')

/** What a run's beginning writes. */
export const beginning = {
  creates: ['run', 'message', 'flow-schedule'],
  updates: ['tally', 'flow-schedule'],
  checks: ['flow'],
} as const
