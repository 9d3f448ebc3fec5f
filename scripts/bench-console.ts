import type { Browser, BrowserContext, Page } from 'playwright-core'
import { names } from '../lib/local/names.ts'
import { buildConsole } from '../lib/console/build.ts'
import { idSource } from '../lib/runtime/invocation/context.ts'
import { enrolAgent, enrolmentToken } from '../test/_harness/agents.ts'
import { administrator, startTestApp, type TestApp } from '../test/_harness/app.ts'
import { profile, startBrowser } from '../test/_harness/browser.ts'
import { fill } from './bench-lists.ts'

const servers = 500
const flows = 10_000
const rounds = 5
const median = (values: number[]) => [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0

/** What is on a page when it has what it is for. */
const pages = [
  { path: '/', drawn: '#page a[href="/console/servers"]' },
  { path: '/flows', drawn: '#page tbody th a' },
  { path: '/servers', drawn: '#page tbody th a' },
]

/**
 * The web console with 500 servers and 10,000 flows, as the browser itself measures it: what the first load of the overview weighs, when
 * pages can be worked with, and frames while a list of a thousand rows is scrolled, sorted and searched. Part of `npm run bench`.
 */
export async function webConsole(): Promise<void> {
  const app = await startTestApp({ console: buildConsole() })
  await arrange(app)
  const browser = await startBrowser()
  for (const { path, drawn } of pages) {
    const loads = []
    for (let round = 0; round < rounds; round++) loads.push(await load(browser, app, path, drawn))
    const ready = loads.map(({ interactive }) => interactive)
    console.log(
      `console ${path}: ${((loads[0]?.bytes ?? 0) / 1024).toFixed(0)} kB in ${loads[0]?.requests} requests, interactive after ${median(ready).toFixed(0)} ms (median of ${rounds} first loads, most ${Math.max(...ready).toFixed(0)} ms)`,
    )
  }
  await thousandRows(browser, app)
  await browser.close()
  await app.stop()
}

async function arrange(app: TestApp): Promise<void> {
  const token = await enrolmentToken(app, administrator)
  for (let made = 0; made < servers; made += 20) {
    const some = Array.from({ length: 20 }, (_, index) => enrolAgent(app, token, `server-${made + index}`))
    for (const agent of await Promise.all(some)) await agent.checkIn()
  }
  await app.settled()
  // Flows put in behind the product's back are not to be published one by one.
  await app.stream.stop()
  await app.engine.call('DynamoDB_20120810.UpdateTable', {
    TableName: names.table,
    StreamSpecification: { StreamEnabled: false },
  })
  await fill(
    app,
    'default',
    flows,
    idSource(() => new Date()),
  )
}

/** Notes tasks that kept the page from answering, from its very beginning. */
const noteTasks = `
  window.tasksEnd = 0
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) window.tasksEnd = Math.max(window.tasksEnd, startTime + duration)
  }).observe({ type: 'longtask', buffered: true })
  window.drawn = (selector) => new Promise((resolve) => {
    const look = () => document.querySelector(selector) ? resolve(performance.now()) : requestAnimationFrame(look)
    look()
  })`

async function load(browser: Browser, app: TestApp, path: string, drawn: string) {
  const context = await profile(browser, app, { as: administrator })
  const { page, sizes } = await counted(context)
  await page.goto(`/console${path}`, { waitUntil: 'commit' })
  await page.locator(drawn).first().waitFor()
  const interactive = await page.evaluate<number>(
    // The page answers when what it shows is there and no long task has followed within half a second.
    `new Promise((resolve) => {
      const shown = window.shownAt
      setTimeout(() => resolve(Math.max(shown, Math.min(window.tasksEnd, shown + 500))), 600)
    })`,
  )
  const all = await Promise.all(sizes())
  await context.close()
  return { interactive, bytes: all.reduce((sum, size) => sum + size, 0), requests: all.length }

  async function counted(within: BrowserContext) {
    const page = await within.newPage()
    const files: Promise<number>[] = []
    page.on('requestfinished', (request) => {
      if (!request.url().includes('/console')) return
      files.push(
        request.sizes().then(({ responseBodySize, responseHeadersSize }) => responseBodySize + responseHeadersSize),
      )
    })
    await page.addInitScript(
      `${noteTasks}; window.drawn(${JSON.stringify(drawn)}).then((at) => { window.shownAt = at })`,
    )
    return { page, sizes: () => files }
  }
}

async function thousandRows(browser: Browser, app: TestApp): Promise<void> {
  const context = await profile(browser, app, { as: administrator })
  const page = await context.newPage()
  await page.goto('/console/flows')
  await page.getByText('(1000)').waitFor()
  const scrolled = await frames(page, async () => {
    for (let turn = 0; turn < 20; turn++) await page.mouse.wheel(0, 200)
  })
  const sorted = await frames(page, async () => {
    await page.getByRole('button', { name: 'Changed' }).click()
    await page.locator('th[aria-sort=ascending]').filter({ hasText: 'Changed' }).waitFor()
  })
  const searched = await frames(page, () => page.getByLabel('Search flows').pressSequentially('flow 9'))
  console.log(
    `console, list of 1,000 rows: longest frame scrolling ${scrolled} ms, sorting ${sorted} ms, searching ${searched} ms`,
  )
  await context.close()
}

/** The longest time between two frames while something is done, in milliseconds. */
async function frames(page: Page, work: () => Promise<unknown>): Promise<string> {
  await page.evaluate(`
    window.longest = 0; window.isOver = false
    let last = performance.now()
    const next = (at) => { window.longest = Math.max(window.longest, at - last); last = at; window.isOver || requestAnimationFrame(next) }
    requestAnimationFrame((at) => { last = at; requestAnimationFrame(next) })`)
  await page.mouse.move(600, 500)
  await work()
  const longest = await page.evaluate<number>(
    'new Promise((resolve) => setTimeout(() => { window.isOver = true; resolve(window.longest) }, 300))',
  )
  return longest.toFixed(0)
}
