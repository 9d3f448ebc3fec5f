import { firstSteps, type Step } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import { transferComponent } from '#core/flows/transfer-step.ts'
import { beginRun, transferMessages, type FirstMessage } from '#core/runs/begin-run.ts'
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

/** One that takes longer is sent on by the worker that meets it. */
const messageTo = ({ id: stepId, component }: Step): FirstMessage => ({
  stepId,
  queue: component === transferComponent ? 'long-steps' : 'steps',
})

/** What a run of a flow begins with. Costs a read for what AppFlow did not make. */
export const firstMessages = useCase({
  effects: { queriesChildren: ['definition'] },
  async run({ readDefinition }, flow: Flow, version: number): Promise<readonly FirstMessage[]> {
    if (flow.madeBy === 'appflow') return transferMessages
    return firstSteps(await readDefinition(flow, version)).map(messageTo)
  },
})

/**
 * Decides that a run of a flow begins, on everything that it depends on. Of a scheduled flow of AppFlow one run is in progress
 * at a time. Refused: `flow-not-active`, `run-in-progress`, `run-quota-exceeded`. Costs a read for what AppFlow did not make,
 * and one for a scheduled flow that it made.
 */
export const planRun = useCase({
  effects: { reads: ['flow-schedule'] },
  uses: { firstMessages },
  async run({ read, use }, flow: Flow, request: RunRequest) {
    const version = request.definitionVersion ?? flow.startedVersion ?? flow.definitionVersion
    const first = request.first ?? (await use.firstMessages(flow, version))
    const run = { ...request, first, definitionVersion: version }
    return flow.madeBy === 'appflow' && flow.triggerKind === 'schedule'
      ? beginScheduledRun(flow, await read['flow-schedule'](flow.id), run)
      : beginRun(flow, run)
  },
})

/** What a run's beginning writes. */
export const beginning = {
  creates: ['run', 'message', 'flow-schedule'],
  updates: ['tally', 'flow-schedule'],
  checks: ['flow'],
} as const
