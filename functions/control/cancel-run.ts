import { findRun } from '#app/runs/find-run.ts'
import { cancelRun } from '#core/runs/cancel-run.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RunId, RunView, runView } from './_dialect/views/run.ts'

/** Cancels a run: no further step of it begins, and those under way are let finish. */
export default operation({
  name: 'CancelRun',
  route: 'POST /runs/{runId}/cancel',
  example: {
    request: { runId: '<runId>' },
    answer: { ...examples.run, status: 'cancelling', cancelledBy: 'owner' },
  },
  permission: 'flows.control',
  input: t.strictObject({ runId: RunId }),
  output: RunView,
  fails: ['run-not-found', 'run-over'],
  effects: { updates: ['run'] },
  uses: { findRun },
  async run({ runId }, { actor, use, commit }) {
    const { after, change } = cancelRun(await use.findRun(runId), actor)
    return commit(change, runView(after))
  },
})
