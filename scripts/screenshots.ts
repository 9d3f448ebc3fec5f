import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { buildConsole } from '../lib/console/build.ts'
import { root } from '../lib/inventory/registry.ts'
import { readApplication } from '../lib/simulator/application.ts'
import { administrator } from '../test/_harness/app.ts'
import { profile, startBrowser } from '../test/_harness/browser.ts'
import { startFleet } from '../test/_harness/fleet.ts'
import { namedFlow, runnableFlow } from '../test/_harness/flow-items.ts'
import { log, transform, unregistered } from '../test/_harness/runnable-flows.ts'

/** `npm run screenshots`: takes the pictures of the web console that the README shows, of an estate made for them. */
const folder = join(root, 'docs/console')
await mkdir(folder, { recursive: true })
const orders = await readApplication(join(root, 'samples/orders-app.zip'))
const fleet = await startFleet({ count: 5, applications: [orders], app: { console: buildConsole() } })
const browser = await startBrowser()
const failed = await arrange()
const context = await profile(browser, fleet.app, { as: administrator, viewport: { width: 1280, height: 760 } })
const page = await context.newPage()
// The estate has a clock of its own, and pages tell times from their own.
await page.clock.install({ time: fleet.clock.now() })

await take('overview', '/', (one) => one.getByRole('heading', { name: 'Resources' }).waitFor())
await take('run', `/runs/${failed.runId}`, (one) => one.getByText('Step bill failed').first().waitFor())
await page.emulateMedia({ colorScheme: 'dark' })
await take('rollout', `/rollouts/${failed.rolloutId}`, (one) => one.locator('.lanes li').nth(2).waitFor())
await browser.close()
await fleet.stop()

async function take(name: string, path: string, isDrawn: (page: Page) => Promise<unknown>): Promise<void> {
  await page.goto(`/console${path}`)
  await isDrawn(page)
  await page.screenshot({ path: join(folder, `${name}.png`), animations: 'disabled', caret: 'hide' })
}

/** A cluster that is half restarted, a server that has gone silent, and a run that failed. */
async function arrange(): Promise<{ runId: string; rolloutId: string }> {
  const { app, runtimes, control, until } = fleet
  for (const [index, name] of ['intake', 'nightly-orders', 'stock'].entries())
    await app.makeFlow(namedFlow(name, String(index + 1).repeat(24)))
  const steps = [log('take'), transform('net', '{"net": total}'), unregistered('bill'), log('file')]
  const flow = await app.makeFlow(runnableFlow('invoices', steps))
  const run = (await control('POST', `/flows/${flow.handle}/runs`, { payload: { total: 119 } })).json as { id: string }
  const clusterId = await fleet.formCluster('east', runtimes.slice(0, 3))
  runtimes[4]?.kill()
  await fleet.pass(120)
  const { rollout } = (await control('POST', `/clusters/${clusterId}/restart`, {})).json as { rollout: { id: string } }
  await until(async () => {
    const { servers } = (await control('GET', `/rollouts/${rollout.id}`)).json as { servers: { status: string }[] }
    return servers.filter(({ status }) => status === 'done').length === 1
  })
  await fleet.pass(6)
  return { runId: run.id, rolloutId: rollout.id }
}
