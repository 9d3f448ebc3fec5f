import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { startProcess } from '../_harness/process.ts'
import { patternOf, takeTour, tourSteps } from '../_harness/tour.ts'

const isInstalled = (client: string): boolean => {
  try {
    return execFileSync(client, ['--version']).length > 0
  } catch {
    return false
  }
}

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
        for (const page of pages)
          for (const { expected, printed, line } of await takeTour(page, product, signal))
            if (expected !== undefined) expect(printed?.trim(), `${page}:${line}`).toMatch(patternOf(expected))
      } finally {
        await product.end()
      }
    })
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
