/** More is waiting than may wait. */
export class TooManyWaiting extends Error {}

/**
 * Lets so much work run at once, and so much wait for its turn, first come, first served. Past that it throws
 * `TooManyWaiting`: whoever is refused at once can come again, whoever waits for ever cannot.
 */
export function takeTurns(atOnce: number, waitingAtMost: number) {
  const waiting: (() => void)[] = []
  let running = 0
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running++
    else if (waiting.length >= waitingAtMost) throw new TooManyWaiting()
    // Whoever ends passes the turn on, so that nobody who comes later can take it.
    else await new Promise<void>((resolve) => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
