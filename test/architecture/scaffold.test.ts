import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'

/**
 * `docs/adding-an-operation.md` as somebody follows it, in a copy of the project: its commands are run, what they leave
 * blank is refused, its files are put in, and then the checks and the shared tests pass.
 */
const parts = ['bin', 'lib', 'functions', 'scripts', 'test', 'docs', 'samples', 'package.json', 'tsconfig.json']
let copy: string
beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'sluice-scaffold-'))
  await Promise.all(parts.map((part) => cp(join(root, part), join(copy, part), { recursive: true })))
  await cp(join(root, 'vitest.config.ts'), join(copy, 'vitest.config.ts'))
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'))
})
afterAll(() => rm(copy, { recursive: true, force: true }))

const run = promisify(execFile)
/** Runs a file of the copy with Node; its output, also when it fails. */
async function node(...words: string[]): Promise<{ code: number; output: string }> {
  // The outer run's variables would make the inner one a part of it.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')))
  try {
    const { stdout, stderr } = await run(process.execPath, words, { cwd: copy, env, maxBuffer: 1e8 })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}
const typecheck = () => node('node_modules/typescript7/bin/tsc', '--noEmit')
const scaffold = async (...words: string[]) => {
  const { code, output } = await node('scripts/new.ts', ...words)
  expect([code, output]).toEqual([0, expect.anything()])
  return output.split('\n').filter((line) => line.endsWith('.ts'))
}

test(
  'what is scaffolded fails until it is filled in as the page shows, and then passes',
  { timeout: 180_000 },
  async () => {
    const page = await readFile(join(copy, 'docs/adding-an-operation.md'), 'utf8')
    const commands = [...page.matchAll(/^npm run new -- ([^<\n]+)$/gm)].map(([, words = '']) => words.split(' '))
    const files = [...page.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```/gm)].map(([, file = '', text = '']) => ({
      file,
      text,
    }))

    const made: string[] = []
    for (const words of commands) made.push(...(await scaffold(...words)))
    // In a dialect that is there an operation is two files, itself and its test.
    const added = await scaffold('control', 'GetUser')
    expect(added).toEqual(['functions/control/get-user.ts', 'test/functions/control/get-user.test.ts'])

    const unfilled = await typecheck()
    expect(unfilled.code).not.toBe(0)
    for (const file of [...made, ...added].filter((one) => one.startsWith('functions/')))
      expect(unfilled.output).toMatch(new RegExp(`${file}\\(\\d+,\\d+\\): error`))

    for (const { file, text } of files) {
      expect(made).toContain(file)
      await writeFile(join(copy, file), text)
    }
    for (const file of added) {
      const { text = '' } = files.find((one) => one.file === file.replace('control', 'sketch')) ?? {}
      await writeFile(join(copy, file), text.replace('/sketch/', '/v1/'))
    }

    expect(await typecheck()).toEqual({ code: 0, output: '' })
    expect(await node('scripts/generate.ts')).toMatchObject({ code: 0 })
    const tests = ['test/functions/sketch', 'test/functions/control/get-user.test.ts', 'test/architecture/architecture']
    const suite = await node('node_modules/vitest/vitest.mjs', 'run', ...tests)
    expect([suite.code, suite.output]).toEqual([0, expect.stringContaining('test/functions/sketch/every-operation')])
    const shared = ['test/functions/control/every-operation', '-t', 'control GetUser']
    expect(await node('node_modules/vitest/vitest.mjs', 'run', ...shared)).toMatchObject({ code: 0 })
  },
)
