import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { root } from '../../../lib/inventory/registry.ts'
import { administrator } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit, type Visit } from '../../_harness/browser.ts'
import { startFleet, type Fleet } from '../../_harness/fleet.ts'

let fleet: Fleet
let browser: Browser
let somebody: Visit
beforeAll(async () => {
  ;[fleet, browser] = await Promise.all([startFleet({ count: 2, app: builtConsole }), startBrowser()])
  somebody = await visit(browser, fleet.app, { as: administrator })
})
afterAll(async () => {
  await browser.close()
  await fleet.stop()
})

const rolloutStatus = async () => {
  const id = somebody.page.url().split('/').at(-1)
  return (await fleet.control('GET', `/rollouts/${id}`)).json as {
    status: string
    servers: { phase?: string; status: string }[]
  }
}

/** Lets the rollout on the screen go on until it is over, and the page see that. */
async function toItsEnd(): Promise<string> {
  const { page, pass } = somebody
  await page.waitForURL(/\/rollouts\/[\w-]+$/)
  await fleet.until(async () => (await rolloutStatus()).status === 'succeeded')
  await pass(6)
  await page
    .getByText(/^2 of 2 servers [\w ]+$/)
    .first()
    .waitFor()
  return page.getByRole('main').innerText()
}

test('two servers become a cluster, which restarts one server after the other to its end', async () => {
  const { page, go, pass, problems } = somebody
  await go('/clusters')
  await page.getByRole('button', { name: 'Form a cluster' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('east')
  await dialog.getByRole('button', { name: /Choose servers|Servers/ }).click()
  await page.getByRole('option', { name: /mule-1/ }).click()
  await page.getByRole('option', { name: /mule-2/ }).click()
  await page.keyboard.press('Escape')
  await dialog.getByRole('button', { name: 'Form the cluster' }).click()
  await page.getByRole('heading', { name: 'east', exact: true }).waitFor()
  await fleet.until(async () => (await fleet.mmc('GET', '/clusters/east')).json.clusterStatus === 'OK')
  const boots = fleet.runtimes.map((one) => one.boots)

  await page.getByRole('button', { name: 'Restart', exact: true }).first().click()
  await dialog.getByRole('heading', { name: 'The plan' }).waitFor()
  const plan = await dialog.locator('ol li').allInnerTexts()
  await dialog.getByRole('button', { name: 'Restart', exact: true }).click()
  await page.waitForURL(/\/rollouts\//)
  await fleet.until(async () => (await rolloutStatus()).servers.some(({ status }) => status === 'done'))
  await pass(6)
  await page
    .getByText(/^1 of 2 servers [\w ]+$/)
    .first()
    .waitFor()
  const lanes = page.locator('.lanes li')
  const halfWay = await lanes.allInnerTexts()
  const end = await toItsEnd()

  expect(plan.toSorted()).toEqual(['mule-1', 'mule-2'])
  expect(halfWay.filter((text) => text.includes('done'))).toHaveLength(1)
  expect(end).toContain('succeeded')
  expect(fleet.runtimes.map((one, index) => one.boots - (boots[index] ?? 0))).toEqual([1, 1])
  expect(problems).toEqual([])
})

test('the sample application is uploaded and deployed to the cluster, and is seen to run there', async () => {
  const { page, go, pass, problems } = somebody
  await go('/repository')
  await page.getByRole('button', { name: 'Upload' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles(join(root, 'samples/orders-app.zip'))
  await dialog.getByLabel('Version').fill('1.0')
  await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
  await fleet.settled()
  await page.getByRole('link', { name: 'Deploy it' }).click()
  await page.getByLabel('Name').fill('orders')
  await page.getByRole('button', { name: /Choose targets|Targets/ }).click()
  await page.getByRole('option', { name: /east/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Create and deploy' }).click()
  await toItsEnd()
  await page.getByRole('link', { name: 'orders', exact: true }).click()
  await fleet.settled()
  await pass(6)
  await page.getByText('Everything runs where it should.').waitFor()

  expect(fleet.runtimes.map(({ carried }) => carried.map(({ name, status }) => `${name} ${status}`))).toEqual([
    ['orders-app started'],
    ['orders-app started'],
  ])
  expect(problems).toEqual([])
})
