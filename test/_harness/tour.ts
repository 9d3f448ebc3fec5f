import { spawn } from 'node:child_process'
import { readFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { root } from '../../lib/inventory/registry.ts'
import { temporaryFolder, type Process } from './process.ts'

/** A block of commands on a page, what the page says it prints, and what it printed. */
export interface TourStep {
  line: number
  commands: string
  expected?: string
  printed?: string
}

/** Runs a page's `sh` blocks against the product and its runtimes, whose addresses are given by usual port, in one bash and an empty folder, as a reader pastes them. Throws at the first command that fails. */
export async function takeTour(
  page: string,
  product: Process,
  signal: AbortSignal,
  runtimes: Record<string, string> = {},
): Promise<TourStep[]> {
  const addresses = { 3000: product.url, 4566: product.awsUrl, ...runtimes }
  const steps = tourSteps(addressed(await readFile(join(root, page), 'utf8'), addresses, product.output))
  const { folder, remove } = await temporaryFolder()
  try {
    await symlink(join(root, 'samples'), join(folder, 'samples'))
    const printed = await runBlocks(steps, folder, signal)
    const failed = steps[printed.length - 1]
    if (failed) throw new Error(`${page}:${failed.line} failed:\n${failed.commands}\nIt printed:\n${printed.at(-1)}`)
    return steps.map((step, index) => ({ ...step, printed: printed[index] }))
  } finally {
    await remove()
  }
}

/**
 * The `sh` blocks of a page, each with the `text` block that follows it. Installing and starting is the test's own work. Blocks of
 * `bash` are for a reader who has started more than the product.
 */
export function tourSteps(page: string): TourStep[] {
  const steps: TourStep[] = []
  for (const { 1: language, 2: body = '', index } of page.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    if (language === 'sh') steps.push({ line: page.slice(0, index).split('\n').length, commands: body })
    const last = steps.at(-1)
    if (language === 'text' && last) last.expected = body
  }
  return steps.filter(({ commands }) => !/^np[mx] /m.test(commands))
}

/** What a page says is printed, as a pattern of the whole output: `…` stands for any part of a line. */
export function patternOf(expected: string): RegExp {
  const literal = expected.trim().replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')
  return new RegExp(`^${literal.replaceAll('…', '.*')}$`)
}

/** The page with the addresses of these processes in place of the usual ones. */
const addressed = (page: string, addresses: Record<string, string>, output: string): string =>
  page
    // At once: a free port may begin with the digits of a usual one.
    .replaceAll(/http:\/\/127\.0\.0\.1:(\d+)\b/g, (url, port: string) => addresses[port] ?? url)
    .replaceAll(/^(MULE_(\d)_FAULTS)=.*$/gm, (_line, name: string, number: string) => {
      const [, faults] = new RegExp(`mule-${number} .*(http://127\\.0\\.0\\.1:\\d+)`).exec(output) ?? []
      return `${name}=${faults}/mule-${number}`
    })

/** What each block printed, and last what came after all of them: nothing, or the output of the block that failed. */
async function runBlocks(steps: readonly TourStep[], folder: string, signal: AbortSignal): Promise<string[]> {
  const boundary = '---- end of block ----\n'
  const script = steps.map(({ commands }) => `${commands}printf -- '${boundary}'\n`).join('')
  const bash = spawn('bash', ['-e', '-c', `exec 2>&1\n${script}`], {
    cwd: folder,
    // Nobody has configured AWS in this shell.
    env: {
      ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
      AWS_CONFIG_FILE: join(folder, 'aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-credentials'),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  signal.addEventListener('abort', () => bash.kill())
  return (await text(bash.stdout)).split(boundary)
}
