import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { enrolAgent, enrolmentToken } from '../../_harness/agents.ts'
import { administrator, startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit } from '../../_harness/browser.ts'
import { namedFlow, runnableFlow } from '../../_harness/flow-items.ts'
import { delay, log, unregistered } from '../../_harness/runnable-flows.ts'

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
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await dialog.getByText('2 started.', { exact: true }).waitFor()
  const between = [await statusOf('intake'), await statusOf('orders'), await statusOf('stock')]
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()

  await page.getByRole('link', { name: 'orders' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await dialog.getByRole('button', { name: 'Stop' }).click()
  await dialog.getByText('1 stopped.', { exact: true }).waitFor()

  expect(before).toBe('draft')
  expect(between).toEqual(['active', 'active', 'draft'])
  expect([await statusOf('intake'), await statusOf('orders')]).toEqual(['active', 'inactive'])
  expect(problems).toEqual([])
  await context.close()
})

test('a flow is run from its page, which shows that it failed; the run says where and why and what to do, and is retried', async () => {
  const flow = await app.makeFlow(runnableFlow('invoices', [log(), unregistered('bill')]))
  const { page, go, shows, problems, context } = await visit(browser, app, { as: administrator })
  await go(`/flows/${flow.handle}`)
  await page.getByRole('button', { name: 'Run now' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Run now' }).click()
  await dialog.getByText('1 run started. Open a run to see how it ends.').waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await app.settled()
  await shows(page.getByText('The latest run failed'))

  await page.getByRole('link', { name: 'View run' }).click()
  await page.getByRole('heading', { name: `Run of ${flow.label}` }).waitFor()
  const alert = page.getByText('Step bill failed').locator('xpath=..')
  const failed = page.url()

  expect(await alert.innerText()).toContain('nobodys-bill')
  expect(await page.getByRole('region', { name: /Steps of the run/ }).innerText()).toMatch(/1 in, 1 out.*1 failed/s)

  await page.getByRole('button', { name: 'Retry failed messages' }).click()
  await page.waitForURL((url) => url.href !== failed)
  await page.getByText('Retry of').waitFor()

  expect(await page.getByRole('link', { name: failed.split('/').at(-1) }).isVisible()).toBe(true)
  await page.goto(failed)
  await page.getByRole('link', { name: 'Register the component' }).first().click()
  expect(await dialog.getByLabel('Component ID').inputValue()).toBe('nobodys-bill')
  expect(problems).toEqual([])
  await context.close()
})

test('a run that waits is cancelled, and a flow is moved to a server once it is stopped, which is said before and can be done there', async () => {
  const flow = await app.makeFlow(runnableFlow('patient', [log(), delay(600)]))
  const token = await app.tokenFor(administrator)
  const { id } = (await app.request('POST', `/v1/flows/${flow.handle}/runs`, { token, body: {} })).json as {
    id: string
  }
  await enrolAgent(app, await enrolmentToken(app, administrator), 'mule-9')
  await app.settled()
  const { page, go, shows, problems, context } = await visit(browser, app, { as: administrator })
  const dialog = page.getByRole('dialog')
  await go(`/runs/${id}`)
  await page.getByRole('button', { name: 'Cancel run' }).click()
  await page.getByText('The run is being cancelled.').waitFor()
  await app.settled()
  await shows(page.getByText('cancelled', { exact: true }).first())
  const run = (await app.request('GET', `/v1/runs/${id}`, { token })).json as { status: string }

  await go('/flows/stock')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await dialog.getByRole('button', { name: 'Start', exact: true }).click()
  await dialog.getByText('1 started.', { exact: true }).waitFor()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await page.getByRole('button', { name: 'Move', exact: true }).click()
  await dialog.getByText('stock is active. It can be moved once it is stopped').waitFor()
  await dialog.getByLabel('Servers', { exact: true }).check()
  await dialog.getByRole('button', { name: /^Servers/ }).click()
  await page.getByRole('option', { name: 'mule-9' }).click()
  await page.keyboard.press('Escape')
  await dialog.getByText('mule-9', { exact: false }).first().waitFor()
  const offered = await dialog.getByRole('button', { name: 'Move', exact: true }).isEnabled()
  await dialog.getByRole('button', { name: 'Stop the flow' }).click()
  await dialog.getByText('It can be moved once it is stopped').waitFor({ state: 'detached' })
  await dialog.getByRole('button', { name: 'Move', exact: true }).click()
  await page.getByText('Runs on servers: mule-9').waitFor()

  expect(offered).toBe(false)
  expect(run.status).toBe('cancelled')
  expect((await app.request('GET', '/v1/flows/stock/placement', { token })).json.kind).toBe('servers')
  expect(problems).toEqual([])
  await context.close()
})
