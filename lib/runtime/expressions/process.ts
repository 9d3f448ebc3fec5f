import { createRequire } from 'node:module'

/**
 * A process that evaluates JSONata for its parent. It is started with little memory, without the parent's environment, and
 * without permission to write, to start anything, or to read more than this (capabilities/expressions.ts). It imports none
 * of ours: functions carry this file with them as it is.
 */
interface Question {
  expression: string
  /** JSON. */
  input: string
  /** JSON: variables by name. */
  variables: string
  largest: number
  seconds: number
}

interface Evaluation {
  evaluate: (input: unknown, variables: Record<string, unknown>) => Promise<unknown>
}
type Jsonata = (expression: string, limits: { timeout: number; stack: number; sequence: number }) => Evaluation

const jsonata = createRequire(import.meta.url)(process.argv[2] ?? 'jsonata') as Jsonata
/** How deep evaluation may go, and how long a list may become on the way. */
const [deepest, longestList] = [100, 100_000]

const parsed = new Map<string, Evaluation>()

function evaluationOf({ expression, seconds }: Question): Evaluation {
  const limits = { timeout: seconds * 1000, stack: deepest, sequence: longestList }
  const evaluation = parsed.get(expression) ?? jsonata(expression, limits)
  if (parsed.size >= 100) parsed.clear()
  parsed.set(expression, evaluation)
  return evaluation
}

/** The JSON of what an expression comes to; undefined where it comes to nothing. */
async function answer(question: Question): Promise<string | undefined> {
  const { input, variables, largest } = question
  const evaluation = evaluationOf(question)
  const found = await evaluation.evaluate(JSON.parse(input), JSON.parse(variables) as Record<string, unknown>)
  const text = JSON.stringify(found, (_name, value: unknown) => {
    const isFunction = typeof value === 'function' || (value as { _jsonata_lambda?: true } | null)?._jsonata_lambda
    if (isFunction) throw new Error('It comes to a function, which is no JSON')
    return value
  }) as string | undefined
  if (text !== undefined && Buffer.byteLength(text) > largest)
    throw new Error(`It comes to more than ${largest} bytes of JSON`)
  return text
}

/** What JSONata says was wrong, without the values that it quotes: those are the message's, and the reason is shown. */
function reasonOf(error: unknown): string {
  const { message, ...members } = error as { message?: string; value?: unknown; value2?: unknown }
  // What `$eval` quotes is the error within; that one is told apart by its words.
  if (message?.includes('Evaluation timeout')) return 'Evaluation timeout'
  return [members.value, members.value2]
    .filter((value) => value !== undefined)
    .reduce<string>((reason, value) => reason.replaceAll(JSON.stringify(value), '…'), message ?? String(error))
}

process.on('message', (question: Question) => {
  answer(question).then(
    (json) => process.send?.({ json }),
    (error: unknown) => process.send?.({ refusal: reasonOf(error) }),
  )
})
process.on('disconnect', () => process.exit())
process.send?.('ready')
