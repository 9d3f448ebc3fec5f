import { nextDue, type Timetable } from './schedule-expression.ts'
import type { Timers } from './timers.ts'

/**
 * Calls things when they are due. It keeps no state of its own: whoever owns a rule or schedule arms it again after a
 * restart, and times that passed while the process was down are not made up for, as on AWS for a disabled rule.
 */
export interface Clock {
  /** Arms or re-arms `name`; `due` gets the time it was due at. */
  arm: (name: string, timetable: Timetable, due: (at: Date) => void) => void
  disarm: (name: string) => void
  stop: () => void
}

export function startClock(timers: Timers): Clock {
  const armed = new Map<string, () => void>()

  const disarm = (name: string) => {
    armed.get(name)?.()
    armed.delete(name)
  }
  const schedule = (name: string, timetable: Timetable, due: (at: Date) => void, after: number) => {
    const next = nextDue(timetable, after)
    if (next === undefined) {
      armed.delete(name)
      return
    }
    const cancel = timers.at(new Date(next), () => {
      schedule(name, timetable, due, next)
      due(new Date(next))
    })
    armed.set(name, cancel)
  }

  return {
    disarm,
    arm(name, timetable, due) {
      disarm(name)
      schedule(name, timetable, due, timers.now().getTime())
    },
    stop() {
      for (const name of armed.keys()) disarm(name)
    },
  }
}
