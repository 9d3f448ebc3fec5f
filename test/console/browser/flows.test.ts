import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { administrator, startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit } from '../../_harness/browser.ts'
import { namedFlow, runnableFlow } from '../../_harness/flow-items.ts'
import { log, unregistered } from '../../_harness/runnable-flows.ts'

let app: TestApp
let browser: Browser
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp(builtConsole), startBrowser()])
  for (const [name, letter] of [
    ['intake', 'a'],
    ['orders', 'b'],
    ['stock', 'c'],
  ] as const)
    await app.makeFlow(namedFlow(name, letter.repeat(24)))
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

const statusOf = async (flow: string): Promise<string> =>
  (await app.request('GET', `/v1/flows/${flow}`, { token: await app.tokenFor(administrator) })).json.status

test('several flows are started at once, with what came of each, and one of them is stopped again', async () => {
  const { page, go, problems, context } = await visit(browser, app, { as: administrator })
  await go('/flows')
  await page.getByRole('checkbox', { name: 'intake' }).check()
  await page.getByRole('checkbox', { name: 'orders' }).check()
  await page.getByRole('button', { name: 'Actions for 2 flows' }).click()
  await page.getByRole('menuitem', { name: 'Start' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Expected result: 2 started.').waitFor()
  const before = await statusOf('intake')
  await dialog.getByRole('button', { name: 'Start' }).click()
  await dialog.getByText('2 started.').waitFor()
  const between = [await statusOf('intake'), await statusOf('orders'), await statusOf('stock')]
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()

  await page.getByRole('link', { name: 'orders' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await dialog.getByText('1 stopped.').waitFor()

  expect(before).toBe('draft')
  expect(between).toEqual(['active', 'active', 'draft'])
  expect([await statusOf('intake'), await statusOf('orders')]).toEqual(['active', 'inactive'])
  expect(problems).toEqual([])
  await context.close()
})

test('a flow is run from its page, which shows that it failed; the run says where and why, and leads to what to do', async () => {
  const flow = await app.makeFlow(runnableFlow('invoices', [log(), unregistered('bill')]))
  const { page, go, pass, problems, context } = await visit(browser, app, { as: administrator })
  await go(`/flows/${flow.handle}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Run now' }).click()
  await dialog.getByText('1 run started. Open a run to see how it ends.').waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await app.settled()
  await pass(6)
  await page.getByText('The latest run failed').waitFor()

  await page.getByRole('link', { name: 'View run' }).click()
  await page.getByRole('heading', { name: `Run of ${flow.label}` }).waitFor()
  const alert = page.getByText('Step bill failed').locator('xpath=..')

  expect(await alert.innerText()).toContain('nobodys-bill')
  expect(await page.getByRole('region', { name: /Steps of the run/ }).innerText()).toMatch(/1 in, 1 out.*1 failed/s)
  await page.getByRole('link', { name: 'Register the component' }).first().click()
  expect(await dialog.getByLabel('Id').inputValue()).toBe('nobodys-bill')
  expect(problems).toEqual([])
  await context.close()
})
