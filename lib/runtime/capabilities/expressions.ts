import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expressionSeconds, largestPayload, refusals, type Outcome } from '#core/components/expression.ts'
import { declares, type Effects } from '../declarations/effects.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Context, Environment, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Evaluates JSONata that users write. Goes with the assets `expressions` and `jsonata`. */
    evaluates?: true
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    /** What an expression comes to for an input, with variables by name. Never throws for what the expression does. */
    evaluate: E['evaluates'] extends true ? Evaluate : never
  }
}

type Evaluate = (expression: string, input: unknown, variables: Record<string, unknown>) => Promise<Outcome>

const memoryMegabytes = 256
/** The evaluation ends by itself after `expressionSeconds`; what it cannot end so, a regular expression say, is ended here. */
const graceMilliseconds = 2000
/** What Node exits with for want of memory where that is no signal. */
const abortedCode = 134

/**
 * Evaluates JSONata in a process of its own, one expression after the other (docs/decisions/0054). What is endless is ended
 * with its process, and the next expression has another one.
 */
export default {
  name: 'expressions',
  isFor: declares('evaluates'),
  context: ({ services: { env } }: Scope): Pick<Context<{ evaluates: true }>, 'evaluate'> => ({
    evaluate: evaluatorOf(env),
  }),
} satisfies Capability

const evaluatorOf = clientFor((env: Environment): Evaluate => {
  let running: ChildProcess | undefined
  let last: Promise<unknown> = Promise.resolve()

  async function ask(question: object): Promise<Outcome> {
    const child = running && isUp(running) ? running : await start(env)
    running = child
    let isLate = false
    const timer = setTimeout(
      () => {
        isLate = true
        child.kill('SIGKILL')
      },
      expressionSeconds * 1000 + graceMilliseconds,
    )
    const waiting = new AbortController()
    try {
      const { signal } = waiting
      const ended = once(child, 'exit', { signal }).then(([code, by]) => {
        if (isLate) return { refusal: refusals.late }
        if (by === 'SIGABRT' || code === abortedCode) return { refusal: refusals.ended }
        throw new Error(`The process that evaluates expressions ended: ${String(by ?? code)}.`)
      })
      const answered = once(child, 'message', { signal }).then(([outcome]) => outcome as Outcome)
      child.send(question)
      const outcome: Outcome = await Promise.race([answered, ended])
      return 'refusal' in outcome && outcome.refusal.includes('Evaluation timeout')
        ? { refusal: refusals.late }
        : outcome
    } finally {
      clearTimeout(timer)
      waiting.abort()
    }
  }

  return (expression, input, variables) => {
    const json = { input: JSON.stringify(input), variables: JSON.stringify(variables) }
    const mine = last.then(() => ask({ expression, ...json, largest: largestPayload, seconds: expressionSeconds }))
    last = mine.catch(() => undefined)
    return mine
  }
})

const isUp = ({ connected, killed, exitCode, signalCode }: ChildProcess): boolean =>
  connected && !killed && exitCode === null && signalCode === null

/** A process without our environment, that may read its two folders and start nothing, and does not keep ours from ending. */
async function start(env: Environment): Promise<ChildProcess> {
  const [own, library] = [env.assetsPath('expressions'), env.assetsPath('jsonata')]
  const child = fork(join(own, 'process.ts'), [join(library, 'jsonata.min.js')], {
    env: env.libraryPath ? { LD_LIBRARY_PATH: env.libraryPath } : {},
    execArgv: [
      `--max-old-space-size=${memoryMegabytes}`,
      '--disable-proto=delete',
      '--permission',
      `--allow-fs-read=${own}`,
      `--allow-fs-read=${library}`,
    ],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => {
      throw new Error('The process that evaluates expressions did not start.')
    }),
  ])
  // One that ends or cannot be sent to is noticed by whoever waits for it.
  child.on('error', () => undefined)
  child.unref()
  child.channel?.unref()
  return child
}
