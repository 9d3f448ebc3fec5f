import { DomainError } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { FirstMessage } from '#core/runs/begin-run.ts'
import { definitionGone, mostRetried, retriedMessage, retriedStatuses, tooMuchToRetry } from '#core/runs/retry-run.ts'
import { runNotFailed, type Run } from '#core/runs/run.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/**
 * What another run takes up of one that has ended; undefined for a flow that AppFlow made, whose transfer begins anew. Throws
 * `run-too-large` for more than one retry takes, `run-too-old` when the definition is not kept any more that the run kept to,
 * and `run-not-failed` when no such message is.
 */
export const listRetried = useCase({
  effects: { queriesRuns: true, queriesChildren: ['definition'] },
  async run({ runs, readDefinition }, run: Run, flow: Flow): Promise<FirstMessage[] | undefined> {
    await readDefinition(flow, run.definitionVersion).catch((error: unknown) => {
      throw error instanceof DomainError && error.code === 'version-conflict' ? definitionGone(run) : error
    })
    if (run.madeBy === 'appflow') return undefined
    const first: FirstMessage[] = []
    let bytes = 0
    for await (const messages of runs.messages(run, retriedStatuses(run))) {
      for (const message of messages.map(retriedMessage)) {
        first.push(message)
        if (message.payloadId === undefined) bytes += message.sizeBytes ?? 0
      }
      if (first.length > mostRetried.messages || bytes > mostRetried.bytes) throw tooMuchToRetry(run)
    }
    if (first.length === 0) throw runNotFailed(run.id)
    return first
  },
})
