import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { startEngine } from '../../lib/local/engine.ts'
import { openSecrets } from '../../lib/local/secrets.ts'
import { openState } from '../../lib/local/state.ts'
import { startTestApp } from '../_harness/app.ts'
import { startProcess, temporaryFolder } from '../_harness/process.ts'

const { folder, remove } = await temporaryFolder()
let count = 0
/** A path of its own for each test, not made yet. */
const fresh = () => join(folder, `state-${count++}`)
const filesIn = (path: string) =>
  readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => join(file.parentPath, file.name))
afterAll(remove)
const ends: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

test('a folder is one process’s at a time, and free again when that one is killed', async () => {
  const path = fresh()
  const first = await startProcess({ SLUICE_DATA: path })

  await expect(startProcess({ SLUICE_DATA: path })).rejects.toThrow(
    `The folder ${path} is in use by another process. Stop that one`,
  )

  await first.kill()
  const second = await startProcess({ SLUICE_DATA: path })
  expect(await second.end()).toBe(0)
})

test('the state is its owner’s alone to read, and holds neither the password nor, in the database, the master key', async () => {
  const path = fresh()
  const running = await startProcess({ SLUICE_DATA: path, SLUICE_ADMIN_PASSWORD: 'canary-of-the-password' })
  const authorization = `Basic ${Buffer.from('admin:canary-of-the-password').toString('base64')}`
  const made = await fetch(`${running.url}/v1/access-keys`, { method: 'POST', headers: { authorization } })
  expect(made.status).toBe(201)
  await running.kill()

  const { masterKey } = JSON.parse(readFileSync(join(path, 'secrets.json'), 'utf8')) as { masterKey: string }
  expect(statSync(path).mode & 0o777).toBe(0o700)
  const files = filesIn(path)
  expect(files.length).toBeGreaterThan(2)
  for (const file of files) {
    expect([file, statSync(file).mode & 0o077]).toEqual([file, 0])
    const content = readFileSync(file)
    expect([file, content.includes('canary-of-the-password')]).toEqual([file, false])
    if (!file.endsWith('secrets.json')) expect([file, content.includes(masterKey)]).toEqual([file, false])
  }
})

test('a master key that an earlier version kept in the database is moved to the file, and access keys stay valid', async () => {
  const path = fresh()
  const engine = await startEngine(`${path}.db`)
  ends.push(() => engine.stop())
  const state = await openState(engine)
  await state.put('secret', 'master-key', 'the former key')
  await state.put('secret', 'admin-password', 'the former password')

  const secrets = await openSecrets(`${path}.json`, state, 'the password')

  expect(secrets).toEqual({ 'master-key': 'the former key', 'admin-password': 'the password' })
  expect(await state.all('secret')).toEqual([])
  expect((await openSecrets(`${path}.json`, state, 'another'))['master-key']).toBe('the former key')
})

test('a damaged file of secrets stops the start, and is named', async () => {
  const path = fresh()
  await (await startProcess({ SLUICE_DATA: path })).end()
  writeFileSync(join(path, 'secrets.json'), '{"masterKey":')

  await expect(startProcess({ SLUICE_DATA: path })).rejects.toThrow(`${join(path, 'secrets.json')} is damaged`)
})

test('what else is in the folder is left as it is, at the first start and at the second', async () => {
  const path = fresh()
  mkdirSync(path, { mode: 0o755 })
  writeFileSync(join(path, 'script.sh'), 'echo', { mode: 0o755 })

  for (let start = 0; start < 2; start++) await (await startProcess({ SLUICE_DATA: path })).end()

  expect(statSync(join(path, 'script.sh')).mode & 0o777).toBe(0o755)
  expect(statSync(path).mode & 0o777).toBe(0o755)
  expect(statSync(join(path, 'secrets.json')).mode & 0o777).toBe(0o600)
})

test('the engine killed under it, the product answers again and has lost nothing', async () => {
  const app = await startTestApp({ dataFolder: fresh() })
  ends.push(() => app.stop())
  const token = await app.tokenFor({ name: 'admin' })
  const body = { name: 'kept', password: 'a long enough password', permissions: ['flows.read'] }
  expect((await app.request('POST', '/v1/users', { token, body })).status).toBe(201)

  process.kill(await app.engine.pid(), 'SIGKILL')

  const { status, json } = await app.request('GET', '/v1/users', { token })
  expect(status).toBe(200)
  expect(json.users.map(({ name }: { name: string }) => name)).toContain('kept')
})

test('a damaged memory of a simulated runtime is set aside, and said; the runtime is the same server as before', async () => {
  const path = fresh()
  await (await startProcess({ SLUICE_DATA: path }, [], 1)).end()
  const memory = join(path, 'simulated', 'mule-1.json')
  writeFileSync(memory, '{"agentId":')

  const running = await startProcess({ SLUICE_DATA: path }, [], 1)
  ends.push(() => running.end())

  expect(running.output).toContain(`${memory} is damaged and was set aside as ${memory}.damaged`)
  const authorization = `Basic ${Buffer.from('admin:admin').toString('base64')}`
  const servers = await fetch(`${running.url}/mmc/api/servers`, { headers: { authorization } })
  expect(((await servers.json()) as { total: number }).total).toBe(1)
})

test.runIf(process.platform === 'linux')('simulated runtimes know no password', async () => {
  const running = await startProcess({ SLUICE_DATA: fresh(), SLUICE_ADMIN_PASSWORD: 'canary-of-the-password' }, [], 1)
  ends.push(() => running.end())

  const simulated = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandOf(pid).includes(running.url))
  expect(simulated).toHaveLength(1)
  expect(readFileSync(`/proc/${simulated[0]}/environ`, 'utf8')).not.toContain('canary')
})

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
  } catch {
    return ''
  }
}
