import { findRun } from '#app/runs/find-run.ts'
import { showMessages } from '#app/runs/show-messages.ts'
import { may } from '#core/users/permissions.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { RunId, RunView, runView } from './_dialect/views/run.ts'

/**
 * Returns a run: how far each step is, its figures, its cause and times. With `messages` also the last ten messages of each
 * step; what they carry is shown to those who hold `runs.payloads`, up to 64 kB of each.
 */
export default operation({
  name: 'GetRun',
  route: 'GET /runs/{runId}',
  example: { request: { runId: '<runId>' }, answer: examples.run },
  permission: 'runs.read',
  watchable: true,
  input: t.strictObject({ runId: RunId, messages: t.optional(t.boolean()) }),
  query: ['messages'],
  output: RunView,
  fails: ['run-not-found'],
  uses: { findRun, showMessages },
  async run({ runId, messages = false }, { caller, use }) {
    const run = await use.findRun(runId)
    return runView(run, messages ? await use.showMessages(run, may(caller, 'runs.payloads')) : undefined)
  },
})
