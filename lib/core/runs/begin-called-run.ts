import type { Write } from '../change.ts'
import type { Flow } from '../flows/flow.ts'
import type { Standing } from '../flows/settle-hosted-flow.ts'
import { beginHostedRun } from './begin-hosted-run.ts'
import { beginRun, type NewRun } from './begin-run.ts'
import { expiryOf } from './message.ts'
import { hashOfId, type RunAlias } from './run-alias.ts'

/**
 * Begins a run under the id that its caller gave it, in one change with the record of that id. `before`: the record of a call
 * that is forgotten. `standings`: how the runtimes of a flow stand that is on such. Refused as `beginRun` and `beginHostedRun`, and
 * `version-conflict` when another call has begun a run under the id meanwhile.
 */
export function beginCalledRun(
  flow: Flow,
  before: RunAlias | undefined,
  run: NewRun & { externalId: string },
  standings: readonly Standing[] = [],
) {
  const begun = flow.isHosted ? beginHostedRun(flow, standings, run) : beginRun(flow, run)
  const set = { runId: run.id, expiresAt: expiryOf(run.trigger.at) }
  const noted: Write<'run-alias'> = before
    ? { kind: 'update', entity: 'run-alias', before, set }
    : {
        kind: 'create',
        entity: 'run-alias',
        item: { tenant: flow.tenant, idHash: hashOfId(run.externalId), flowId: flow.id, version: 1, ...set },
        taken: 'version-conflict',
        message: 'Another call has begun a run under this id.',
      }
  return { after: begun.after, change: [...begun.change, noted] as const }
}
