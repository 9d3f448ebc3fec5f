import type { Message } from '#core/runs/message.ts'
import type { Run } from '#core/runs/run.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

const shownPerStep = 10
/** Content that is larger is left out, and what is beyond so much together: an answer is at most 6 MB. */
const largestContent = 64 * 1024
const largestContents = 2 * 1024 * 1024
const atOnce = 8

/**
 * The last messages of each step of a run, up to ten, newest first, and with `withContent` what they carry by their ids. Of a
 * run with many messages they are the last of some of them. Eight requests, and one for each content that lies in the bucket.
 */
export const showMessages = useCase({
  effects: { queriesRuns: true, readsObjects: ['runs'] },
  async run({ runs, objects }, run: Run, withContent: boolean) {
    const { messages: sampled, isSample } = await runs.sample(run)
    const byStep = Map.groupBy(sampled.sort(newestFirst), ({ stepId }) => stepId)
    const messages = [...byStep.values()].flatMap((own) => own.slice(0, shownPerStep))
    const contents = await concurrently(atOnce, withContent ? within(messages) : [], async (message) => {
      const { payload, payloadId, payloadRunId = message.runId } = message
      if (payloadId === undefined) return [message.id, payload] as const
      const bytes = await objects.readAll('runs', `${payloadRunId}/${payloadId}`)
      return [message.id, bytes && (JSON.parse(bytes.toString()) as unknown)] as const
    })
    return { messages, isSample, contents: new Map(contents.filter(([, content]) => content !== undefined)) }
  },
})

const newestFirst = (one: Message, other: Message): number => (timeOf(one) < timeOf(other) ? 1 : -1)
const timeOf = ({ settledAt, createdAt }: Message): string => settledAt ?? createdAt

function within(messages: readonly Message[]): Message[] {
  let bytes = 0
  return messages.filter(({ sizeBytes }) => {
    if (sizeBytes > largestContent || bytes + sizeBytes > largestContents) return false
    bytes += sizeBytes
    return true
  })
}
