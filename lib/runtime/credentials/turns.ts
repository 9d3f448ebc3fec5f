import { DomainError } from '#core/errors.ts'

/** How much may run and wait, and what those are told who are refused. */
export interface Capacity {
  atOnce: number
  waiting: number
  /** How many of one source that is named may wait; as many as may wait at all unless it says so. */
  waitingOfOne?: number
  refusal: string
}

/**
 * Lets only so many pieces of work run at once and so few wait for their turn; whoever comes beyond that is refused with
 * `throttled` at once, to come again. Sources take turns, and work of one source is done in the order it came: so one that
 * asks for much delays itself and not the others.
 */
export function turns({ atOnce, waiting, waitingOfOne = waiting, refusal }: Capacity) {
  let running = 0
  let waits = 0
  // Sources in the order of their turns; each with what waits, of which there is some.
  const queues = new Map<string, (() => void)[]>()

  function next(): (() => void) | undefined {
    const [first] = queues
    if (!first) return undefined
    const [source, queue] = first
    const begin = queue.shift()
    queues.delete(source)
    if (queue.length > 0) queues.set(source, queue)
    waits--
    return begin
  }

  return async <T>(work: () => Promise<T>, source = ''): Promise<T> => {
    if (running < atOnce) running++
    else {
      const queue = queues.get(source) ?? []
      if (waits >= waiting || (source !== '' && queue.length >= waitingOfOne)) {
        throw new DomainError('throttled', refusal, { retryAfterSeconds: 1, isFinal: true })
      }
      waits++
      // Whoever ends hands its turn over: nobody who comes meanwhile takes it.
      await new Promise<void>((begin) => {
        queue.push(begin)
        queues.set(source, queue)
      })
    }
    try {
      return await work()
    } finally {
      const begin = next()
      if (begin) begin()
      else running--
    }
  }
}
