import { findExecution } from '#app/runs/find-execution.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { saying } from '../_dialect/refusals.ts'
import { Id } from '../_dialect/types.ts'
import { ExecutionRecord, executionRecord } from '../_dialect/views/execution.ts'

/** Returns what became of one run: how far it is, and how each of its steps has ended. */
export default operation({
  name: 'GetExecutionRecord',
  route: 'GET /executions/{flowExecId}',
  example: { request: { flowExecId: '<runId>' }, answer: { data: examples.execution } },
  permission: 'flows.read',
  input: t.object({ flowExecId: Id }),
  output: t.object({ data: ExecutionRecord }),
  fails: ['run-not-found'],
  uses: { findExecution },
  async run({ flowExecId }, { use }) {
    const run = await saying('Execution not found', () => use.findExecution(flowExecId))
    return { data: executionRecord(run) }
  },
})
