import axe, { type AxeResults } from 'axe-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from 'playwright-core'
import { startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit, type Visit } from '../../_harness/browser.ts'
import { makeAll, type Fixtures } from '../../_harness/fixtures.ts'
import { textOf } from '../../_harness/imports.ts'

/** Every page there is, as the console's own list of them has it. */
const paths = [...textOf('lib/console/app/shell/pages.ts').matchAll(/page\('([^']+)'/g)].map(([, path = '']) => path)
const owner = { name: 'owner', tenant: 'acme', permissions: ['*'] }

const wide = { width: 1280, height: 800 }
const narrow = { width: 390, height: 844 }

let app: TestApp
let browser: Browser
let things: Fixtures
let somebody: Visit
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp(builtConsole), startBrowser()])
  things = await makeAll(app, owner)
  somebody = await visit(browser, app, { as: owner, viewport: wide })
  await somebody.go('/')
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** The address of a page, of one of the things that were made for it. */
function addressOf(path: string): string {
  const local = (id = '') => `local$${id.replace('local$', '')}`
  const ids: Record<string, string | undefined> = {
    flow: things.flowName,
    runId: things.failedRunId,
    rolloutId: things.rolloutId,
    clusterId: things.clusterId,
    serverId: local(things.serverId),
    deploymentId: local(things.deploymentId),
    versionId: local(things.versionId),
  }
  return path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    if (!ids[name]) throw new Error(`Nothing is made for ${path}: ${name}.`)
    return ids[name]
  })
}

/** What keeps people out, or makes it hard for them: which rule, and where. */
async function findings(page: Page): Promise<string[]> {
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

/** The same page on a large screen in light, and on a small one in dark. */
async function isOpenToAll(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  for (const [size, colorScheme] of [
    [wide, 'light'],
    [narrow, 'dark'],
  ] as const) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })

    expect(await findings(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize(wide)
}

test('signing in is open to all, on screens of any width, in light and in dark', async () => {
  const { page, go, problems, context } = await visit(browser, app, { viewport: wide })
  await go('/')

  await isOpenToAll(page)
  expect(problems).toEqual([])
  await context.close()
})

test.each(paths)('%s is open to all, on screens of any width, in light and in dark', async (path) => {
  const { page, problems } = somebody
  await page.evaluate(`history.pushState(null, '', '/console' + ${JSON.stringify(addressOf(path))})`)
  await page.locator('h1').first().waitFor()
  await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' })

  expect(await page.getByText(/Page not found|Not found|This page could not be shown/).count()).toBe(0)
  await isOpenToAll(page)
  expect(problems).toEqual([])
})
