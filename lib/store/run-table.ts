import { sliceOf } from '#core/runs/message.ts'
import type { Keys } from './keys.ts'

type RunEntity = 'run' | 'run-alias' | 'slice' | 'message' | 'flow-schedule' | 'step-places' | 'last-run'

/** The keys of runs and of what belongs to them: a part of the tables in table.ts. */
export const runEntities: { [E in RunEntity]: Keys<E> } = {
  // Beside the other runs of its flow, oldest first: those of one flow are a Query of the table itself.
  run: {
    key: (tenant, flowId, id) => ({ pk: `${tenant}|run|${flowId}`, sk: `run|${id}` }),
    names: (run) => [run.flowId, run.id],
    listed: (run) => run.id,
    listedUnder: 'status',
    json: ['trigger', 'counters', 'steps', 'figures', 'attempts', 'cause', 'window', 'waking'],
    versioned: true,
  },
  // What several flows' callers gave the same id lies together.
  'run-alias': {
    key: (tenant, idHash, flowId) => ({ pk: `${tenant}|run-alias|${idHash}`, sk: `run-alias|${flowId}` }),
    names: (alias) => [alias.idHash, alias.flowId],
    versioned: true,
  },
  slice: {
    key: (tenant, runId, slice) => ({ pk: `${tenant}|slice|${runId}|${slice}`, sk: 'slice' }),
    names: (slice) => [slice.runId, String(slice.slice)],
    summed: true,
    json: ['cause'],
  },
  // In the partition of its slice.
  message: {
    key: (tenant, runId, id) => ({ pk: `${tenant}|slice|${runId}|${sliceOf(id ?? '')}`, sk: `message|${id}` }),
    names: (message) => [message.runId, message.id],
    json: ['payload'],
    versioned: true,
    within: 'slice',
  },
  'flow-schedule': {
    key: (tenant, flowId) => ({ pk: `${tenant}|flow-schedule|${flowId}`, sk: 'flow-schedule' }),
    names: (schedule) => [schedule.flowId],
    versioned: true,
  },
  'step-places': {
    key: (tenant, flowId, stepId) => ({ pk: `${tenant}|step-places|${flowId}`, sk: `step-places|${stepId}` }),
    names: (places) => [places.flowId, places.stepId],
  },
  'last-run': {
    key: (tenant, flowId) => ({ pk: `${tenant}|last-run|${flowId}`, sk: 'last-run' }),
    names: (last) => [last.flowId],
    json: ['cause'],
  },
}
