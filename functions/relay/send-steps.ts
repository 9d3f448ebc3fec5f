import { sendDelay } from '#core/runs/send-message.ts'
import { batchEffect } from '#runtime/declarations/relay.ts'

/** Wakes workers for messages of runs: for each new one, and for one that waits whenever it was changed. */
export default batchEffect({
  name: 'SendSteps',
  entities: ['message'],
  effects: { sendsSteps: true, followsRuns: true },
  async run(changes, { now, runs }) {
    const sends = changes.flatMap((change) => {
      if (change.entity !== 'message' || !change.after) return []
      const delaySeconds = sendDelay(change.before, change.after, now)
      return delaySeconds === undefined ? [] : [{ message: change.after, delaySeconds }]
    })
    await runs.send(sends)
  },
})
