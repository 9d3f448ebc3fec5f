import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from '../../lib/runtime/registry.ts'
import { startProcess, temporaryFolder, type Process } from '../_harness/process.ts'
import { printedAs, tourSteps, walk, type TourStep } from '../_harness/tour.ts'

/** Each page, the clients it needs, and how many simulated runtimes it commands. */
const pages = [
  { page: 'docs/tours/mmc.md', clients: ['curl'], servers: 3 },
  { page: 'docs/tours/deployments.md', clients: ['curl'], servers: 3 },
  { page: 'docs/tours/appflow.md', clients: ['curl', 'aws'], servers: 0 },
  { page: 'docs/tours/eventbridge.md', clients: ['curl', 'aws'], servers: 0 },
]

const isInstalled = (client: string) => {
  try {
    return execFileSync(client, ['--version']).length > 0
  } catch {
    return false
  }
}

/** The page with the addresses of this process in place of the usual ones. */
const addressed = (page: string, { url, awsUrl, output }: Process) =>
  page
    .replaceAll('http://127.0.0.1:3000', url)
    .replaceAll('http://127.0.0.1:4566', awsUrl)
    .replaceAll(/^(MULE_(\d)_FAULTS)=.*$/gm, (_line, name: string, number: string) => {
      const [, faults] = new RegExp(`mule-${number} .*(http://127\\.0\\.0\\.1:\\d+)`).exec(output) ?? []
      return `${name}=${faults}/mule-${number}`
    })

/** The environment of a shell in which nobody has configured AWS. */
const environment = (folder: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
  AWS_CONFIG_FILE: join(folder, 'aws-config'),
  AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-credentials'),
})

/** Installing and starting is what the test does itself. */
const isForTheShell = ({ commands }: TourStep) => !/^(npm|npx) /m.test(commands)

// Most of each is waiting for runtimes, so all are walked at once.
describe.concurrent('every command of the page works as written and prints what the page says', () => {
  for (const { page, clients, servers } of pages)
    test.skipIf(!clients.every(isInstalled))(page, { timeout: 120_000 }, async () => {
      const { folder, remove } = await temporaryFolder()
      await symlink(join(root, 'samples'), join(folder, 'samples'))
      const product = await startProcess({}, ['--ephemeral'], servers)
      try {
        const steps = tourSteps(addressed(readFileSync(join(root, page), 'utf8'), product)).filter(isForTheShell)
        const printed = await walk(steps, folder, environment(folder))

        expect(steps.length).toBeGreaterThan(0)
        steps.forEach(({ prints, line }, index) => {
          if (prints) expect(printed[index]?.trim(), `line ${line}`).toMatch(printedAs(prints))
        })
      } finally {
        await product.end()
        await remove()
      }
    })
})
