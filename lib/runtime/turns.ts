import { DomainError } from '#core/errors.ts'

/**
 * Lets only so many pieces of work run at once and so few wait for their turn; whoever comes beyond that is refused with
 * `busy` at once, to come again. For work that would keep the process's few threads from everything else.
 */
export function turns({ atOnce, waiting, refusal }: { atOnce: number; waiting: number; refusal: string }) {
  let running = 0
  const queue: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running++
    else {
      if (queue.length >= waiting) {
        throw new DomainError('busy', refusal, { retryAfterSeconds: 1 })
      }
      // Whoever ends hands its turn over: nobody who comes meanwhile takes it.
      await new Promise<void>((resolve) => queue.push(resolve))
    }
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running--
    }
  }
}
