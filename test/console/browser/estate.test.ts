import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser } from 'playwright-core'
import { root } from '../../../lib/inventory/registry.ts'
import { enrolAgent, enrolmentToken } from '../../_harness/agents.ts'
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
  const { page, shows } = somebody
  await page.waitForURL(/\/rollouts\/[\w-]+$/)
  await fleet.until(async () => (await rolloutStatus()).status === 'succeeded')
  await shows(page.getByText(/^2 of 2 servers [\w ]+$/).first())
  return page.getByRole('main').innerText()
}

test('two servers become a cluster, which restarts one server after the other to its end', async () => {
  const { page, go, shows, problems } = somebody
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
  await shows(page.getByText(/^1 of 2 servers [\w ]+$/).first())
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
  const { page, go, shows, problems } = somebody
  await go('/repository')
  await page.getByRole('button', { name: 'Upload' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.locator('input[type=file]').setInputFiles(join(root, 'samples/orders-app.zip'))
  await dialog.getByLabel('Version').fill('1.0')
  await dialog.getByRole('button', { name: 'Upload', exact: true }).click()
  await fleet.settled()
  await page.getByRole('link', { name: 'Deploy', exact: true }).click()
  await page.getByLabel('Name').fill('orders')
  await page.getByRole('button', { name: /Choose targets|Targets/ }).click()
  await page.getByRole('option', { name: /east/ }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Create and deploy' }).click()
  await toItsEnd()
  await page.getByRole('link', { name: 'orders', exact: true }).click()
  await fleet.settled()
  await shows(page.getByText('Everything runs where it should.'))

  expect(fleet.runtimes.map(({ carried }) => carried.map(({ name, status }) => `${name} ${status}`))).toEqual([
    ['orders-app started'],
    ['orders-app started'],
  ])
  expect(problems).toEqual([])
})

const pressed = async (name: string, deed = name): Promise<void> => {
  await somebody.page.getByRole('button', { name, exact: true }).first().click()
  await somebody.page.getByRole('dialog').getByRole('button', { name: deed, exact: true }).click()
}

const chosen = async (menu: string, item: string): Promise<void> => {
  await somebody.page.getByRole('button', { name: menu, exact: true }).click()
  await somebody.page.getByRole('menuitem', { name: item }).click()
}

/** Goes to a page by the list of pages, and there to one of the things it lists. */
async function open(place: string, name?: string): Promise<void> {
  const { page } = somebody
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: place, exact: true }).click()
  await page.getByRole('heading', { name: place, level: 1 }).waitFor()
  if (!name) return
  await page.getByRole('link', { name, exact: true }).first().click()
  await page.getByRole('heading', { name, level: 1 }).waitFor()
}

const confirmed = (deed: string) =>
  somebody.page.getByRole('dialog').getByRole('button', { name: deed, exact: true }).click()

test('what a cluster runs is commanded from its page, which says what was asked for until it is so', async () => {
  const { page, shows, problems } = somebody
  await open('Clusters', 'east')
  const flow = page.locator('tr', { hasText: 'IntakeFlow' })
  await page.getByRole('checkbox', { name: /IntakeFlow/ }).check()
  await pressed('Pause')
  await flow.getByText('Pause was asked for').waitFor()
  const runtimeFlows = async () => (await fleet.mmc('GET', '/clusters/east/flows')).json.data as { status: string }[]
  await fleet.until(async () => (await runtimeFlows()).some(({ status }) => status === 'PAUSED'))
  await shows(flow.getByText('paused', { exact: true }))
  const paused = await flow.innerText()

  const application = page.locator('tr', { hasText: 'orders-app' }).first()
  await page.getByRole('checkbox', { name: 'orders-app', exact: true }).check()
  const commands = page.locator('.actions').filter({ has: page.getByRole('button', { name: 'Start', exact: true }) })
  await commands.first().getByRole('button', { name: 'Stop', exact: true }).click()
  await confirmed('Stop')
  await application.getByText('Stop was asked for').waitFor()
  await fleet.until(() => fleet.runtimes.every(({ carried }) => carried.every(({ status }) => status === 'stopped')))
  await shows(application.getByText('stopped', { exact: true }))
  await commands.first().getByRole('button', { name: 'Start', exact: true }).click()
  await confirmed('Start')
  await fleet.until(() => fleet.runtimes.every(({ carried }) => carried.every(({ status }) => status === 'started')))

  expect(paused).not.toContain('asked for')
  expect(problems).toEqual([])
})

test('a rollout is paused, found from its cluster, resumed and cancelled, and no page says more than is so', async () => {
  const { page, shows, problems } = somebody
  await open('Deployments', 'orders')
  await chosen('More', 'Redeploy')
  await confirmed('Redeploy')
  await page.waitForURL(/\/rollouts\/[\w-]+$/)
  await page.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('It pauses as soon as the servers under way are done').waitFor()
  await fleet.until(async () => (await rolloutStatus()).status === 'paused')
  await open('Clusters', 'east')
  await page.getByText('Redeploy of orders: paused').waitFor()
  await page.getByText('1 of 2 servers done.').waitFor()
  await page.getByRole('link', { name: 'View rollout' }).click()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Pause' }).waitFor()
  await pressed('Cancel the rollout')
  await page.getByText('It is being cancelled').waitFor()
  // The last server may have been begun: then nothing was left to cancel.
  await fleet.until(async () => /cancelled|succeeded/.test((await rolloutStatus()).status))
  const { status, servers } = await rolloutStatus()
  const words = servers.every((one) => one.status === 'done') ? '2 of 2 servers done' : '1 of 2 servers done, 1 skipped'
  await shows(page.getByText(words, { exact: true }).first())
  const shown = await page.getByRole('main').innerText()

  expect(shown).toContain(status)
  expect(shown).not.toMatch(/being cancelled|as soon as/)
  expect(problems).toEqual([])
})

test('a version is deleted that runs, then its deployment undeployed and deleted; what is where is told by what is there', async () => {
  const { page, shows, problems } = somebody
  await open('Repository')
  await page.getByRole('checkbox', { name: 'orders-app 1.0' }).check()
  await page.getByRole('button', { name: 'Delete', exact: true }).click()
  const warning = await page.getByRole('dialog').innerText()
  await confirmed('Delete')
  await page.getByText('orders-app 1.0: deleted.').waitFor()
  await page.getByText('No applications.').waitFor()

  await open('Deployments', 'orders')
  await page.getByText('mule-2, a deleted version of orders-app:').waitFor()
  await chosen('More', 'Redeploy')
  await confirmed('Redeploy')
  await page.getByRole('dialog').getByText('None of the versions of deployment orders is in the repository').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  await chosen('More', 'Undeploy')
  await confirmed('Undeploy')
  await toItsEnd()
  const carried = fleet.runtimes.flatMap((one) => one.carried)
  await page.getByRole('link', { name: 'orders', exact: true }).click()
  await page.getByText('mule-2, a deleted version: not there').waitFor()
  await chosen('More', 'Delete')
  await confirmed('Delete')
  await fleet.until(async () => (await fleet.mmc('GET', '/deployments')).json.total === 0)
  await open('Deployments')
  await shows(page.getByText('No deployments.'))

  expect(warning).toContain('Deployments that use it: orders.')
  expect(carried).toEqual([])
  expect(problems).toEqual([])
})

test('a cluster grows, shrinks, is stopped and disbanded; a server that is stopped says so and is unregistered', async () => {
  const { page, shows, problems } = somebody
  const dialog = page.getByRole('dialog')
  const agent = await enrolAgent(fleet.app, await enrolmentToken(fleet.app, administrator), 'mule-3')
  await agent.checkIn()
  await open('Clusters', 'east')
  const nodes = async (): Promise<string[]> => (await fleet.mmc('GET', '/clusters/east')).json.nodeServerIds
  const change = async (item: string, deed: string) => {
    await chosen('Change', item)
    await dialog.getByRole('button', { name: /Choose servers/ }).click()
    await page.getByRole('option', { name: /mule-3/ }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('button', { name: deed, exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    return (await nodes()).length
  }
  const isUp = async () => (await fleet.mmc('GET', '/clusters/east')).json.clusterStatus === 'OK'
  const grown = await change('Add servers', 'Add')
  await agent.checkIn()
  await agent.checkIn({ boot: 2, commandGeneration: 1 })
  await fleet.until(isUp)
  await shows(page.locator('tr', { hasText: 'mule-3' }))
  const shrunk = await change('Take servers out', 'Take out')
  await fleet.until(isUp)

  await pressed('Stop', 'Stop all servers')
  const stopped = await toItsEnd()
  await page.getByRole('link', { name: 'east', exact: true }).click()
  await page.getByText('None of its servers is up').waitFor()
  await pressed('Stop', 'Stop all servers')
  await dialog.getByText('Cluster east is stopped already.').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await chosen('Change', 'Disband')
  await confirmed('Disband')
  await page.getByText('There is no cluster yet.').waitFor()
  await open('Servers', 'mule-1')
  await page
    .getByText(/^Shut down at .* UTC, as its agent reported$/)
    .first()
    .waitFor()
  const canRestart = await page.getByRole('button', { name: 'Restart' }).isEnabled()
  await pressed('Unregister')
  await page.getByText('mule-1 is unregistered.').waitFor()
  await page.getByRole('link', { name: 'mule-1' }).waitFor({ state: 'detached' })

  expect([grown, shrunk]).toEqual([3, 2])
  expect(stopped).toMatch(/stopping \d+ s/)
  expect(canRestart).toBe(false)
  expect(await page.getByRole('link', { name: /^mule-/ }).allInnerTexts()).toEqual(['mule-2', 'mule-3'])
  expect(problems).toEqual([])
})

test('a server that is silent is told first, in red, and who may not see it is never told that all is well', async () => {
  const { page, pass, problems } = somebody
  // The agent of mule-3 has said nothing since it left the cluster, and mule-2 was stopped.
  await fleet.pass(180)
  await open('Overview')
  await pass(11)
  await page.getByText(/^Shut down at .*Start its runtime on host/).waitFor()
  const shown = page.locator('main').getByText(/^Server .* is down$/)
  const first = page.locator('main').getByText(/^Not heard from since .* UTC\. Start its runtime on host/)
  const isRed = await page.locator('main [class*="status-error"]').first().isVisible()
  const stranger = await visit(browser, fleet.app, { as: { name: 'stranger', permissions: ['flows.read'] } })
  await stranger.go('/')
  await stranger.page
    .getByText('You do not have permission to view servers, clusters and rollouts, deployments, and runs')
    .waitFor()

  expect(await shown.allInnerTexts()).toEqual(['Server mule-3 is down', 'Server mule-2 is down'])
  expect(await first.count()).toBe(1)
  expect(isRed).toBe(true)
  expect(await stranger.page.getByText('Nothing needs attention').count()).toBe(0)
  expect(await stranger.page.locator('[class*="status-success"]').count()).toBe(0)
  expect([...problems, ...stranger.problems]).toEqual([])
})
