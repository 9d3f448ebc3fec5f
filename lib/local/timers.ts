/** Time for the local runner: what o'clock it is, and being called at a time. Tests bring a clock they move themselves. */
export interface Timers {
  now: () => Date
  /** Calls `work` once at or after `at`; the result cancels. */
  at: (at: Date, work: () => void) => () => void
}

/** Node's timers hold at most about 24.8 days and fire at once beyond: longer waits are made of shorter ones. */
const longest = 2 ** 31 - 1

export const wallTimers: Timers = {
  now: () => new Date(),
  at(at, work) {
    let timer: NodeJS.Timeout
    const arm = () => {
      const left = at.getTime() - Date.now()
      timer = left > longest ? setTimeout(arm, longest) : setTimeout(work, Math.max(0, left))
      timer.unref()
    }
    arm()
    return () => clearTimeout(timer)
  },
}
