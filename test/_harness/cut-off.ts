import type { Engine } from '../../lib/local/engine.ts'

/**
 * Counts the writes that reach the engine, from functions and from the services around them, and cuts off after the N-th.
 * `isPoint`: of which kinds of writes, by their text.
 */
export function cutOff(engine: Engine, n: number, isPoint: (body: string) => boolean = () => true) {
  let writes = 0
  let isDead = false
  const { pass, call } = engine
  const isWrite = (target: string) => /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems)$/.test(target)
  const guard = async <T>(target: string, body: string, work: () => Promise<T>): Promise<T> => {
    if (isDead || (isWrite(target) && isPoint(body) && ++writes > n)) {
      isDead = true
      throw Object.assign(new Error('The table is out of reach.'), { code: 'ECONNREFUSED' })
    }
    return work()
  }
  engine.pass = (target, body) => guard(target, body, () => pass(target, body))
  engine.call = (target, input) => guard(target, JSON.stringify(input), () => call(target, input))
  return {
    isDead: () => isDead,
    mend: () => {
      engine.pass = pass
      engine.call = call
    },
  }
}

/** The audit trail is written by the relay after everything else, and is cut off at each write by tests of its own. */
export const isNoAuditRecord = (body: string): boolean => !body.includes('|audit-record|')
