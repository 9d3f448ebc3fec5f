import axe, { type AxeResults } from 'axe-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit, type Visit } from '../../_harness/browser.ts'
import { makeAll, type Fixtures } from '../../_harness/fixtures.ts'
import { textOf } from '../../_harness/imports.ts'

/** Every page there is, as the console's own list of them has it. */
const paths = [...textOf('lib/console/app/shell/pages.ts').matchAll(/page\('([^']+)'/g)].map(([, path = '']) => path)
const owner = { name: 'owner', tenant: 'acme', permissions: ['*'] }

let app: TestApp
let browser: Browser
let things: Fixtures
let wide: Visit
let narrow: Visit
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp(builtConsole), startBrowser()])
  things = await makeAll(app, owner)
  ;[wide, narrow] = await Promise.all([
    visit(browser, app, { as: owner }),
    visit(browser, app, { as: owner, colorScheme: 'dark', viewport: { width: 390, height: 844 } }),
  ])
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

/** The address of a page, of one of the things that were made for it. */
function addressOf(path: string): string {
  const { flowName: flow, failedRunId: runId, rolloutId, clusterId } = things
  const local = (id: unknown) => `local$${String(id).replace('local$', '')}`
  const ids: Record<string, unknown> = {
    flow,
    runId,
    rolloutId,
    clusterId,
    serverId: local(things.serverId),
    deploymentId: local(things.deploymentId),
    versionId: local(things.versionId),
  }
  return path.replaceAll(/:(\w+)/g, (_whole, name: string) => {
    if (!ids[name]) throw new Error(`Nothing is made for ${path}: ${name}.`)
    return encodeURIComponent(String(ids[name]))
  })
}

/** Waits until a page has all it asked for. */
async function open({ page, go }: Visit, path: string): Promise<void> {
  await go(addressOf(path))
  await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' })
}

/** What keeps people out, or makes it hard for them: which rule, and where. */
async function findings({ page }: Visit): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate<AxeResults>('axe.run(document, { resultTypes: ["violations"] })')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`)
}

describe.each(['/sign-in', ...paths])('%s', (path) => {
  const isSignIn = path === '/sign-in'

  test('is open to all in light and, narrow, in dark, and never wider than the screen', async () => {
    const visits = isSignIn
      ? [
          await visit(browser, app),
          await visit(browser, app, { colorScheme: 'dark', viewport: { width: 390, height: 844 } }),
        ]
      : [wide, narrow]
    for (const one of visits) {
      if (isSignIn) await one.go('/')
      else await open(one, path)

      expect(await findings(one)).toEqual([])
      expect(await one.page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0)
      expect(one.problems).toEqual([])
      if (isSignIn) await one.context.close()
    }
  })
})
