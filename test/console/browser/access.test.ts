import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Locator } from 'playwright-core'
import { enrolAgent, enrolmentToken } from '../../_harness/agents.ts'
import { administrator, password, startTestApp, type TestApp } from '../../_harness/app.ts'
import { builtConsole, startBrowser, visit, type Visit } from '../../_harness/browser.ts'

const inShell = promisify(execFile)

let app: TestApp
let browser: Browser
let somebody: Visit
let dialog: Locator
beforeAll(async () => {
  ;[app, browser] = await Promise.all([startTestApp(builtConsole), startBrowser()])
  somebody = await visit(browser, app, { as: administrator })
  await somebody.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await somebody.go('/')
  dialog = somebody.page.getByRole('dialog')
})
afterAll(async () => {
  await browser.close()
  await app.stop()
})

const api = async (path: string) =>
  (await app.request('GET', `/v1${path}`, { token: await app.tokenFor(administrator) })).json

async function open(place: string): Promise<void> {
  const { page } = somebody
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: place, exact: true }).click()
  await page.getByRole('heading', { name: place, level: 1 }).waitFor()
}

const press = (name: string) => somebody.page.getByRole('button', { name, exact: true }).first().click()
const confirm = (deed: string) => dialog.getByRole('button', { name: deed, exact: true }).last().click()
const told = (text: string) => somebody.page.getByText(text, { exact: true }).first().waitFor()

test('a user is made after a refusal, which is forgotten then, and deleted; nobody is offered to delete themselves', async () => {
  const { page, problems } = somebody
  await open('Users')
  await press('Create user')
  await dialog.getByLabel('Name').fill('rita')
  await dialog.getByLabel('Password').fill('short')
  await confirm('Create user')
  const refusal = 'Must be at least 8 characters long.'
  await dialog.getByText(refusal).waitFor()
  await dialog.getByLabel('Password').fill(password)
  await dialog.getByRole('button', { name: /Choose permissions/ }).click()
  await page.getByRole('option', { name: /^flows\.read/ }).click()
  await page.keyboard.press('Escape')
  await confirm('Create user')
  await told('User rita was created.')
  const { users } = await api('/users')
  const left = await page.getByText(refusal).count()
  const offered = await page.getByRole('button', { name: 'Delete admin' }).count()
  await press('Delete rita')
  await confirm('Delete')
  await told('rita was deleted.')

  expect(users).toContainEqual(expect.objectContaining({ name: 'rita', permissions: ['flows.read'] }))
  expect([left, offered]).toEqual([0, 0])
  expect((await api('/users')).users).toHaveLength(1)
  expect(problems).toEqual([])
})

test('a key and a token are shown once and revoked, and a runtime that enrolled without becoming a server is registered', async () => {
  const { page, problems } = somebody
  await open('Access keys')
  await press('Create access key')
  const [{ accessKeyId }] =
    (await dialog.getByText('AWS_ACCESS_KEY_ID').waitFor(), (await api('/access-keys')).accessKeys)
  const shown = await dialog.innerText()
  await confirm('Close')
  await press(`Revoke ${accessKeyId}`)
  await confirm('Revoke')
  await told(`${accessKeyId} was revoked.`)

  await open('Enrolment tokens')
  await press('Create token')
  await dialog.getByText('Register each runtime that enrols as a server').click()
  await confirm('Create token')
  const token = (
    await dialog
      .getByText(/^sle\./)
      .first()
      .innerText()
  ).trim()
  await confirm('Close')
  await enrolAgent(app, token, 'late')
  await open('Servers')
  await press('Register a server')
  await dialog.getByLabel('Name').fill('late')
  await dialog.getByLabel('Agent URL').fill('http://nobody.test:7777/mmc-support')
  await confirm('Register')
  await dialog.getByText('No agent has enrolled under https://nobody.test:7777/mmc-support.').waitFor()
  await dialog.getByLabel('Agent URL').fill('http://late.test:7777/mmc-support')
  await confirm('Register')
  await page.getByRole('heading', { name: 'late', level: 1 }).waitFor()

  expect(shown).toContain(accessKeyId)
  expect((await api('/access-keys')).accessKeys).toEqual([])
  expect(problems).toEqual([])
})

test('components and credentials are made, changed and deleted, and none replaces one that is there already', async () => {
  const { problems } = somebody
  const register = async (endpoint: string) => {
    await press('Register component')
    await dialog.getByLabel('Component ID').fill('billing')
    await dialog.getByLabel('Endpoint').fill(endpoint)
    await dialog.getByLabel('Signing secret').fill('correct horse battery')
    await confirm('Register')
  }
  const store = async () => {
    await press('Create credential')
    await dialog.getByLabel('Credential ID').fill('warehouse')
    await dialog.getByLabel('Key 1').fill('username')
    await dialog.getByLabel('Value 1').fill('loader')
    await confirm('Create')
  }
  await open('Components')
  await register('https://billing.example/')
  await told('Component billing was registered.')
  await register('https://other.example/')
  await dialog.getByText('There is one already, which would be replaced.').waitFor()
  await confirm('Cancel')
  await press('Edit billing')
  await dialog.getByLabel('Description').fill('Bills.')
  await confirm('Save')
  await told('Component billing was updated.')
  const component = await api('/components/billing')
  await press('Delete billing')
  await confirm('Delete')
  await told('billing was deleted.')

  await open('Credentials')
  await store()
  await told('Credential warehouse was saved.')
  await store()
  await dialog.getByText('There is one already, which would be replaced.').waitFor()
  await confirm('Cancel')
  await press('Edit warehouse')
  await dialog.getByLabel('Description').fill('Loads.')
  await confirm('Save')
  await told('Loads.')
  const credential = await api('/credentials/warehouse')
  await press('Delete warehouse')
  await confirm('Delete')
  await told('warehouse was deleted.')

  expect(component).toMatchObject({ endpoint: 'https://billing.example/', description: 'Bills.', version: 2 })
  expect(credential).toMatchObject({ description: 'Loads.', version: 2 })
  expect(problems).toEqual([])
})

test('the audit trail is narrowed to a kind, to a thing, and exported; its lines for curl give what it shows', async () => {
  const { page, problems } = somebody
  await enrolmentToken(app, administrator)
  await app.settled()
  await open('Audit')
  await page.getByRole('button', { name: /^Resource type/ }).click()
  await page.getByRole('option', { name: 'user', exact: true }).click()
  await page.getByText('deleted user').waitFor()
  const [file] = await Promise.all([page.waitForEvent('download'), press('Export as JSON lines')])
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n')
  const kinds = new Set(lines.map((line) => (JSON.parse(line) as { thing: { kind: string } }).thing.kind))
  await page.getByRole('link', { name: 'rita' }).first().click()
  await page.getByText('Changes', { exact: true }).waitFor()
  await page.waitForURL(/kind=user&key=rita/)
  await press('Copy as curl')
  await told('Copied. curl asks for your password.')
  const copied = await page.evaluate<string>('navigator.clipboard.readText()')
  const line = copied.split('\n').find((one) => one.includes('/v1/audit?')) ?? ''
  const { stdout } = await inShell('bash', ['-c', line.replace("-u 'admin'", `-u 'admin:${password}'`)])

  expect([...kinds]).toEqual(['user'])
  expect((JSON.parse(stdout) as { records: object[] }).records).toHaveLength(2)
  expect(problems).toEqual([])
})
