import { execFileSync } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'
import { wallTimers } from '../../lib/local/timers.ts'
import type { NodeRedRuntime } from '../../lib/node-red/runtime.ts'
import { nodeRedRuntime } from '../_harness/node-red.ts'
import { startProcess, temporaryFolder, type Process } from '../_harness/process.ts'
import { patternOf, takeTour, tourSteps } from '../_harness/tour.ts'

const isInstalled = (client: string): boolean => {
  try {
    return execFileSync(client, ['--version']).length > 0
  } catch {
    return false
  }
}

const nodeRedTour = 'docs/tours/node-red.md'

async function walk(page: string, product: Process, signal: AbortSignal, runtimes?: Record<string, string>) {
  for (const { expected, printed, line } of await takeTour(page, product, signal, runtimes))
    if (expected !== undefined) expect(printed?.trim(), `${page}:${line}`).toMatch(patternOf(expected))
}

/** A token that lets two agents in. */
async function enrolmentToken({ url }: Process): Promise<string> {
  const headers = { authorization: `Basic ${btoa('admin:admin')}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ autoRegister: true, maxUses: 2 })
  const answer = await fetch(`${url}/v1/enrolment-tokens`, { method: 'POST', headers, body })
  return ((await answer.json()) as { token: string }).token
}

/** What a reader waits 15 seconds for, a test does not. */
async function checkInOften(runtime: NodeRedRuntime, isOver: AbortSignal): Promise<void> {
  while (!isOver.aborted) {
    await runtime.checkIn()
    await setTimeout(250)
  }
}

/** A line without the remark at its end, and without what the tour does to end a line of output. */
const bare = (line: string): string => line.replace(/(; echo)?( {2,}#.*)?$/, '')

// Most of the time they wait for servers to restart, so they are walked at once.
describe.concurrent('every command works as written and prints what the page says', () => {
  for (const { pages, clients } of [
    { pages: ['docs/tours/flow-manager.md', 'docs/tours/mmc.md'], clients: ['curl'] },
    { pages: ['docs/tours/deployments.md'], clients: ['curl'] },
    { pages: ['docs/tours/open-integration-hub.md'], clients: ['curl'] },
    { pages: ['docs/tours/runs.md'], clients: ['curl', 'aws'] },
    { pages: ['README.md', 'docs/tours/appflow.md', 'docs/tours/eventbridge.md'], clients: ['curl', 'aws'] },
  ])
    test.skipIf(!clients.every(isInstalled))(pages.join(', '), { timeout: 300_000 }, async ({ signal }) => {
      const product = await startProcess({}, ['--ephemeral'], 3)
      try {
        for (const page of pages) await walk(page, product, signal)
      } finally {
        await product.end()
      }
    })

  test.skipIf(!isInstalled('curl'))(nodeRedTour, { timeout: 300_000 }, async ({ signal }) => {
    const product = await startProcess({}, ['--ephemeral'])
    const { folder, remove } = await temporaryFolder()
    const given = { url: product.url, token: await enrolmentToken(product), folder, timers: wallTimers }
    const members = ['node-red', 'node-red-2'].map((name) => nodeRedRuntime(name, given))
    await Promise.all(members.map(({ runtime }) => runtime.start()))
    const [first, second] = members.map(({ engine }) => `http://127.0.0.1:${engine.port}`)
    const isOver = new AbortController()
    const checkingIn = members.map(({ runtime }) => checkInOften(runtime, isOver.signal))
    try {
      await walk(nodeRedTour, product, signal, { 1880: first ?? '', 1881: second ?? '' })
    } finally {
      isOver.abort()
      await Promise.all([...checkingIn, ...members.map(({ runtime }) => runtime.kill()), product.end()])
      await remove()
    }
  })
})

test('what the README says of Node-RED is the tour of it, shortened', async () => {
  const [readme = '', tour = ''] = await Promise.all(
    ['README.md', nodeRedTour].map((page) => readFile(join(root, page), 'utf8')),
  )
  const lines = [...readme.matchAll(/^```bash\n(.*?)^```$/gms)].flatMap(([, block = '']) => block.trim().split('\n'))
  const ofTour = new Set(tour.split('\n').map(bare))
  expect(lines.length).toBeGreaterThan(10)
  expect(lines.filter((line) => !ofTour.has(bare(line)))).toEqual([])
})

test('a block is run unless it installs or starts something, and is compared with all it printed', () => {
  const page = [
    '```sh',
    'npm start',
    '```',
    '',
    '```sh',
    'date',
    '```',
    'prints',
    '```text',
    'Mon … 2026',
    '```',
    '',
  ].join('\n')

  expect(tourSteps(page)).toEqual([{ line: 5, commands: 'date\n', expected: 'Mon … 2026\n' }])
  expect('Mon 5 Jan 2026').toMatch(patternOf('Mon … 2026\n'))
  expect('Mon 5 Jan 2026\nand more').not.toMatch(patternOf('Mon … 2026\n'))
  expect('Mon\n2026').not.toMatch(patternOf('Mon … 2026\n'))
})
