import { beginRun } from '#app/runs/begin-run.ts'
import { findRun } from '#app/runs/find-run.ts'
import { listRetried } from '#app/runs/list-retried.ts'
import { refuseRetry } from '#core/runs/retry-run.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RunId, RunView, runView } from './_dialect/views/run.ts'

/**
 * Begins another run with the failed messages of one that has ended, by the definition that it kept to. A transfer of a flow
 * that AppFlow made begins anew.
 */
export default operation({
  name: 'RetryRun',
  route: 'POST /runs/{runId}/retry',
  example: {
    request: { runId: '<failedRunId>' },
    answer: { ...examples.newRun, trigger: { ...examples.newRun.trigger, kind: 'retry', of: '<failedRunId>' } },
  },
  permission: 'flows.control',
  input: t.strictObject({ runId: RunId }),
  output: RunView,
  status: 201,
  fails: [
    'run-not-found',
    'run-in-progress',
    'run-not-failed',
    'run-too-large',
    'run-too-old',
    'flow-not-active',
    'run-quota-exceeded',
  ],
  effects: { reads: ['flow'] },
  uses: { findRun, beginRun, listRetried },
  async run({ runId }, { actor, newUuid, read, use }) {
    const run = await use.findRun(runId)
    const flow = await read.flow(run.flowKey)
    refuseRetry(run, flow)
    const request = {
      id: newUuid(),
      trigger: { kind: 'retry', at: actor.at, by: actor.name, of: run.id },
      first: await use.listRetried(run, flow),
      definitionVersion: run.definitionVersion,
    } as const
    return (await use.beginRun(flow, request, runView)) as t.Of<typeof RunView>
  },
})
