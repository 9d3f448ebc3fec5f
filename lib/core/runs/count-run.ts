import type { Count } from '../change.ts'
import type { Run } from './run.ts'

/** AppFlow's quota of runs in progress in an account. */
export const appflowRunQuota = 1000

/** What a run in progress adds to the count that AppFlow's quota is about, or takes from it when it ends. */
export function countRun({ tenant, madeBy }: Run, by: 1 | -1): { change: Count[] } {
  if (madeBy !== 'appflow') return { change: [] }
  const count = { kind: 'count', entity: 'tally', tenant, name: 'appflow-run', by } as const
  const limited = {
    ...count,
    atMost: appflowRunQuota,
    exceeded: 'run-quota-exceeded',
    message: `There are ${appflowRunQuota} runs in progress, which is the quota.`,
  } as const
  return { change: [by === 1 ? limited : count] }
}
