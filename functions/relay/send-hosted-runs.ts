import { batchEffect } from '#runtime/declarations/relay.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'

const atOnce = 8

/** Has agents told of runs that began on their runtimes, and ends those that are cancelled before they were begun there or with their flow. */
export default batchEffect({
  name: 'SendHostedRuns',
  entities: ['run'],
  effects: { hostsFlows: true },
  async run(changes, { hosting }) {
    const runs = changes.flatMap((change) => (change.entity === 'run' && change.after?.hostedBy ? [change] : []))
    await hosting.tell(runs.flatMap(({ before, after }) => (before ? [] : (after?.hostedBy?.agentId ?? []))))
    const cancelled = runs.flatMap(({ before, after }) =>
      after?.status === 'cancelling' && before?.status === 'in-progress' ? [after] : [],
    )
    await concurrently(atOnce, cancelled, (run) => hosting.withdraw(run))
  },
})
