import type { Engine } from '../../lib/local/engine.ts'

/** Counts the writes that reach the engine, from functions and from the services around them, and cuts off after the N-th. */
export function cutOff(engine: Engine, n: number) {
  let writes = 0
  let isDead = false
  const { pass, call } = engine
  const isWrite = (target: string) => /\.(PutItem|UpdateItem|DeleteItem|TransactWriteItems)$/.test(target)
  const guard = async <T>(target: string, work: () => Promise<T>): Promise<T> => {
    if (isDead || (isWrite(target) && ++writes > n)) {
      isDead = true
      throw Object.assign(new Error('The table is out of reach.'), { code: 'ECONNREFUSED' })
    }
    return work()
  }
  engine.pass = (target, body) => guard(target, () => pass(target, body))
  engine.call = (target, input) => guard(target, () => call(target, input))
  return {
    isDead: () => isDead,
    mend: () => {
      engine.pass = pass
      engine.call = call
    },
  }
}
