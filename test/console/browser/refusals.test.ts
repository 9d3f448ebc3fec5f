import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { administrator, startTestApp, type TestApp, type TestUser } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit } from '../../_harness/browser.ts'
import { namedFlow } from '../../_harness/flow-items.ts'
import { temporaryFolder } from '../../_harness/process.ts'

const { folder, remove } = await temporaryFolder()
const reader: TestUser = { name: 'reader', permissions: ['flows.read', 'runs.read'] }
let app: TestApp
let browser: Browser
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp({ ...builtConsole, dataFolder: folder }), startBrowser()])
  await app.makeFlow(namedFlow('orders', 'a'.repeat(24)))
})
afterAll(async () => {
  await browser.close()
  await app.stop()
  await remove()
})

describe('who may only read flows', () => {
  test('is offered nothing else, and finds the API refusing it all the same', async () => {
    const { page, go, problems, context } = await visit(browser, app, { as: reader })
    await go('/flows')
    await page.getByRole('link', { name: 'orders' }).click()
    await page.getByRole('heading', { name: 'orders', exact: true }).waitFor()
    const offered = await page.getByRole('main').getByRole('button').allInnerTexts()
    const places = await page.getByRole('navigation', { name: 'Pages' }).getByRole('link').allInnerTexts()
    const refused = await page.evaluate<number>(
      `fetch('/v1/flows/orders/start', { method: 'POST', headers: { 'x-sluice-console': '1' } }).then(({ status }) => status)`,
    )

    expect(offered.filter((text) => /^(start|stop|pause|run now|delete|move)$/i.test(text))).toEqual([])
    expect(places).toEqual(['Sluice', 'Overview', 'Flows', 'Runs', 'Versions and endpoints'])
    expect(refused).toBe(403)
    expect(problems).toEqual([])
    await context.close()
  })

  test('is told in the words of the API why a page that somebody sent shows nothing, and not that the session has ended', async () => {
    const { page, go, problems, context } = await visit(browser, app, { as: reader })
    await go('/servers')
    const alert = page.getByRole('alert').filter({ hasText: 'You do not have permission to view this' })
    await alert.waitFor()
    const { json } = await app.request('GET', '/mmc/api/servers', { token: await app.tokenFor(reader) })

    expect(await alert.innerText()).toContain(json.message)
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })
})

describe('an API that goes away', () => {
  test('is told while it is away, with what was known last; what it was asked for is not called refused; and it goes on by itself when it is back', async () => {
    const { page, go, pass, problems, context } = await visit(browser, app, { as: administrator })
    await go('/flows')
    await page.getByRole('link', { name: 'orders' }).waitFor()
    const { port } = new URL(app.url)

    await app.stop()
    await pass(6)
    const told = page.getByText('The API has not answered since')
    await told.waitFor()
    const shown = await page.getByRole('link', { name: 'orders' }).isVisible()
    await page.getByRole('checkbox', { name: 'orders' }).check()
    await page.getByRole('button', { name: 'Actions' }).click()
    await page.getByRole('menuitem', { name: 'Run now' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Run now' }).click()
    await dialog.getByText('Run now: outcome unknown').waitFor()
    const refused = await page.getByText('was refused').count()
    app = await startTestApp({ ...builtConsole, dataFolder: folder, port: Number(port) })
    await app.makeFlow(namedFlow('stock', 'b'.repeat(24)))
    await pass(11)
    await page.getByRole('link', { name: 'stock' }).waitFor()

    expect(shown).toBe(true)
    expect(refused).toBe(0)
    expect(await page.getByText('outcome unknown').count()).toBe(0)
    expect(await told.count()).toBe(0)
    expect(problems).toEqual([])
    await context.close()
  })
})
