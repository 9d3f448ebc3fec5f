import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** A fenced block of commands in a page, and what the page says it prints. */
export interface TourStep {
  line: number
  commands: string
  prints?: string
}

/**
 * The steps of a page: each `sh` block, with the `text` block that follows it. In a `text` block `…` stands for the rest
 * of a line or a part of it.
 */
export function tourSteps(page: string): TourStep[] {
  const steps: TourStep[] = []
  for (const { 1: language, 2: body = '', index } of page.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ line: page.slice(0, index).split('\n').length, commands: body })
    const last = steps.at(-1)
    if (language === 'text' && last) last.prints = body
  }
  return steps
}

/** Runs the steps in one bash, as somebody pastes them one after the other, and returns what each printed. Throws at the first command that fails. */
export async function walk(steps: readonly TourStep[], cwd: string, env: NodeJS.ProcessEnv): Promise<string[]> {
  const boundary = '---- end of step ----'
  const script = ['exec 2>&1', ...steps.map(({ commands }) => `${commands}\necho '${boundary}'`)].join('\n')
  const bash = spawn('bash', ['-e', '-c', script], { cwd, env, stdio: ['ignore', 'pipe', 'inherit'] })
  const printed = (await text(bash.stdout)).split(`${boundary}\n`)
  const failed = steps[printed.length - 1]
  if (failed)
    throw new Error(`The step at line ${failed.line} failed:\n${failed.commands}\nIt printed:\n${printed.at(-1)}`)
  return printed.slice(0, -1)
}

/** What a page says is printed, as a pattern of the whole output. */
export const printedAs = (expected: string): RegExp =>
  new RegExp(
    `^${expected
      .trim()
      .replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
      .replaceAll('…', '.*')}$`,
  )
