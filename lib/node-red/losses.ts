/** A flow over whose beginning the engine ends so often is not begun again. */
const mostAtBeginning = 2

/** When the engine has ended so often, each time within a minute, a flow that was begun right before is to blame. */
const mostInARow = 3

/** How long after it was begun a flow is suspected, in milliseconds. */
const suspectMilliseconds = 60_000

/**
 * Tells which flow the engine ends over, so that it can be kept from ending over it for ever. A flow that was begun long
 * before, or by another boot, is never suspected: what has run well is not stopped for a guess.
 */
export class Losses {
  /** When each flow was begun, by flow id, in milliseconds. */
  #begunAt = new Map<string, number>()
  #atBeginning = new Map<string, number>()
  #firstAt = 0

  /** It has begun, and the engine with it. */
  began(flowId: string, now: number): void {
    this.#begunAt.delete(flowId)
    this.#begunAt.set(flowId, now)
    this.#atBeginning.delete(flowId)
  }

  forget(flowId: string): void {
    this.#begunAt.delete(flowId)
    this.#atBeginning.delete(flowId)
  }

  /** The engine has ended while this flow alone was being begun; whether it is to be begun again. */
  atBeginning(flowId: string): boolean {
    const losses = (this.#atBeginning.get(flowId) ?? 0) + 1
    this.#atBeginning.set(flowId, losses)
    return losses < mostAtBeginning
  }

  /**
   * The engine has ended, for so many times in a row without a steady minute; the flow that is to blame, if any. None of those
   * that run, where it ended over one that was being begun.
   */
  inARow(losses: number, isBeginning: boolean, now: number): string | undefined {
    if (losses <= 1) this.#firstAt = now
    if (losses < mostInARow || isBeginning) return undefined
    const suspects = [...this.#begunAt].filter(([, at]) => this.#firstAt - at <= suspectMilliseconds)
    return suspects.at(-1)?.[0]
  }
}
