import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Browser, Locator, Page } from 'playwright-core'
import { consoleSessionSeconds } from '../../../lib/core/users/session-cookie.ts'
import { administrator, password, startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit, type Visit } from '../../_harness/browser.ts'
import { testClock } from '../../_harness/clock.ts'
import { namedFlow } from '../../_harness/flow-items.ts'

const clock = testClock()
let app: TestApp
let browser: Browser
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp({ ...builtConsole, timers: clock }), startBrowser()])
  await app.makeFlow(namedFlow('orders', 'a'.repeat(24)))
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

const signIn = async ({ page }: Visit, name: string, secret: string) => {
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Password').fill(secret)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

describe('who is not signed in', () => {
  test('is told why a password is refused, and after the right one is where the link led', async () => {
    const somebody = await visit(browser, app)
    const { page, go } = somebody
    await go('/flows/orders')

    await signIn(somebody, 'admin', 'not the password')
    const refused = await page.getByRole('alert').innerText()
    await signIn(somebody, 'admin', password)
    await page.getByRole('heading', { name: 'orders', exact: true }).waitFor()

    expect(refused).toBe('The name or the password is wrong.')
    expect(new URL(page.url()).pathname).toBe('/console/flows/orders')
    expect(somebody.problems).toEqual([])
    await somebody.context.close()
  })

  test('gets a session that no script can read, and that ends when they sign out', async () => {
    const somebody = await visit(browser, app)
    const { page, context, go } = somebody
    await go('/')
    await signIn(somebody, 'admin', password)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const [cookie] = await context.cookies()
    const readable = await page.evaluate<string>(
      'document.cookie + JSON.stringify({ ...localStorage, ...sessionStorage })',
    )

    await page.getByRole('button', { name: 'admin' }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByRole('button', { name: 'Sign in' }).waitFor()
    const afterwards = await page.request.get('/v1/whoami', {
      headers: { 'x-sluice-console': '1', cookie: `${cookie?.name}=${cookie?.value}` },
    })

    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
    expect(readable).not.toContain(cookie?.value)
    expect(afterwards.status()).toBe(401)
    expect(somebody.problems).toEqual([])
    await context.close()
  })
})

test('by keyboard alone somebody signs in and starts a flow', async () => {
  const { page, go, problems, context } = await visit(browser, app)
  await go('/flows')
  const { keyboard } = page

  await keyboard.type('admin')
  await keyboard.press('Tab')
  await keyboard.type(password)
  await keyboard.press('Enter')
  const flow = page.getByRole('link', { name: 'orders' })
  await flow.waitFor()
  await tabTo(page, flow)
  await keyboard.press('Enter')
  const start = page.getByRole('button', { name: 'Start', exact: true })
  await start.waitFor()
  await tabTo(page, start)
  await keyboard.press('Enter')
  const confirm = page.getByRole('dialog').getByRole('button', { name: 'Start', exact: true })
  await confirm.and(page.locator(':enabled')).waitFor()
  await tabTo(page, confirm)
  await keyboard.press('Enter')
  await page.getByText('1 started.', { exact: true }).waitFor()

  expect((await app.request('GET', '/v1/flows/orders', { token: await app.tokenFor(administrator) })).json.status).toBe(
    'active',
  )
  expect(problems).toEqual([])
  await context.close()
})

describe('a session that has ended', () => {
  test('is told above the page and its dialogs as they are, which go on after signing in', async () => {
    const somebody = await visit(browser, app)
    const { page, go, context } = somebody
    await go('/flows?search=ord')
    await signIn(somebody, 'admin', password)
    await page.getByRole('checkbox', { name: 'orders' }).check()
    await page.getByRole('button', { name: 'Actions', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Stop' }).click()
    const command = page.getByRole('dialog', { name: 'Stop orders' })
    await command.getByText('Expected result: 1 stopped.').waitFor()

    clock.advance(consoleSessionSeconds + 1)
    await command.getByRole('button', { name: 'Stop' }).click()
    const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
    await dialog.getByLabel('Password').fill(password)
    await dialog.getByRole('button', { name: 'Sign in' }).click()
    await dialog.waitFor({ state: 'detached' })
    await command.getByRole('button', { name: 'Stop' }).click()
    await command.getByText('1 stopped.', { exact: true }).waitFor()
    await command.getByRole('button', { name: 'Close', exact: true }).last().click()

    expect(await page.getByLabel('Search flows').inputValue()).toBe('ord')
    expect(await page.getByRole('link', { name: 'orders' }).isVisible()).toBe(true)
    expect(somebody.problems).toEqual([])
    await context.close()
  })
})

/** Presses Tab, and in a table the arrows as its pattern has it, until the focus is there. */
async function tabTo(page: Page, there: Locator): Promise<void> {
  const isThere = there.and(page.locator(':focus'))
  const isInTable = (await page.locator('table').filter({ has: there }).count()) > 0
  for (let presses = 0; presses < 60; presses++) {
    if ((await isThere.count()) > 0) return
    if (isInTable && (await page.locator('thead :focus').count()) > 0) await page.keyboard.press('ArrowDown')
    else if (isInTable && (await page.locator('tbody :focus').count()) > 0) await page.keyboard.press('ArrowRight')
    else await page.keyboard.press('Tab')
  }
  throw new Error('The keyboard does not lead there.')
}
