import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { diskMemory, homeOf } from '../../lib/simulator/memory.ts'
import type { Fetch } from '../../lib/simulator/protocol.ts'
import { startFleet, type Fleet } from '../_harness/fleet.ts'
import { temporaryFolder } from '../_harness/process.ts'

let fleet: Fleet | undefined
const folders: (() => Promise<void>)[] = []
afterEach(async () => {
  await fleet?.stop()
  fleet = undefined
  await Promise.all(folders.splice(0).map((remove) => remove()))
})

async function memoryFile(): Promise<string> {
  const { folder, remove } = await temporaryFolder()
  folders.push(remove)
  return join(folder, 'mule.json')
}

/** A runtime on disk, its home, and files put on it as scripts do. */
async function start(fetch?: (fetch: Fetch) => Fetch) {
  const file = await memoryFile()
  const started = await startFleet({ count: 1, memory: () => diskMemory(file), fetch })
  fleet = started
  const [runtime] = started.runtimes
  if (!runtime) throw new Error('There is no runtime.')
  const files = `/mmc/api/servers/local$${runtime.serverId}/files`
  const send = async (method: string, path: string, content?: string) => {
    const body = content === undefined ? undefined : new TextEncoder().encode(content)
    const { status } = await started.app.request(method, `${files}/${path}`, { token: started.token, body })
    expect(status).toBe(200)
  }
  const home = (path: string) => join(homeOf(file), path)
  return { ...started, runtime, send, home, text: (path: string) => readFile(home(path), 'utf8') }
}

test('a file that is put on a server is written below its home, replaced, and removed with its directories', async () => {
  const { send, home, text, pass } = await start()
  await send('POST', 'domains/orders/mule-domain.xml', '<domain/>')
  await send('POST', 'conf/a%20b.txt', 'one')
  await pass(20)
  expect(await text('domains/orders/mule-domain.xml')).toBe('<domain/>')
  expect(await text('conf/a b.txt')).toBe('one')

  await send('PUT', 'conf/a%20b.txt', 'two')
  await send('DELETE', 'domains/orders/mule-domain.xml')
  await pass(20)
  expect(await text('conf/a b.txt')).toBe('two')
  expect(existsSync(home('domains'))).toBe(false)

  // What was a directory may be a file now.
  await send('POST', 'domains', 'a file')
  await pass(20)
  expect(await text('domains')).toBe('a file')
})

test('a runtime that is down while files change has them when it is back; what its host put there stays', async () => {
  const { send, home, text, pass, runtime } = await start()
  await send('POST', 'conf/ours.txt', 'ours')
  await pass(20)
  await mkdir(home('conf'), { recursive: true })
  await writeFile(home('conf/theirs.txt'), 'theirs')
  runtime.kill()
  await send('DELETE', 'conf/ours.txt')
  await send('POST', 'conf/new.txt', 'new')

  await runtime.start()
  await pass(20)

  expect(await text('conf/new.txt')).toBe('new')
  expect(existsSync(home('conf/ours.txt'))).toBe(false)
  expect(await text('conf/theirs.txt')).toBe('theirs')
})

test('what cannot be fetched, and what is not what was announced, is not written but tried again', async () => {
  let way: 'cut' | 'swapped' | 'whole' = 'cut'
  const { send, home, text, pass } = await start((fetch) => (url) => {
    if (way === 'cut') return Promise.reject(new Error('The store is gone.'))
    return way === 'swapped' ? Promise.resolve(new TextEncoder().encode('swapped')) : fetch(url)
  })
  await send('POST', 'conf/a.txt', 'as it was put')
  await pass(20)
  expect(existsSync(home('conf/a.txt'))).toBe(false)
  way = 'swapped'
  await pass(20)
  expect(existsSync(home('conf/a.txt'))).toBe(false)
  way = 'whole'
  await pass(20)
  expect(await text('conf/a.txt')).toBe('as it was put')
})

test('a server that is registered anew begins without the files of its former registration', async () => {
  const { send, home, pass, runtime, mmc, until } = await start()
  await send('POST', 'conf/a.txt', 'a')
  await pass(20)
  const former = runtime.serverId
  await mmc('DELETE', `/servers/local$${former}`)
  await pass(20)
  const body = { name: 'again', agentUrl: 'http://mule-1.test:7777/mmc-support' }
  expect((await mmc('POST', '/servers', body)).status).toBe(201)
  await until(() => runtime.serverId !== former)
  await pass(20)
  expect(existsSync(home('conf/a.txt'))).toBe(false)
})

test('a file whose name another one ends in, and one with the longest name there may be, are all written', async () => {
  const longest = 'n'.repeat(255)
  const { send, text, pass } = await start()
  for (const path of ['a', 'a.new', longest]) await send('POST', path, `of ${path}`)
  await pass(20)
  expect(await Promise.all(['a', 'a.new', longest].map(text))).toEqual(['of a', 'of a.new', `of ${longest}`])
})

test('a file that cannot be written does not keep the others from the home', async () => {
  const { send, home, text, pass } = await start()
  // Not put there by us, and not empty: a directory in the way of a file.
  await mkdir(home('a'), { recursive: true })
  await writeFile(home('a/theirs.txt'), 'theirs')
  await send('POST', 'a', 'ours')
  await send('POST', 'b', 'ours')
  await pass(20)
  expect([await text('a/theirs.txt'), await text('b')]).toEqual(['theirs', 'ours'])
})

test('a memory written under the former name of its newest command is read, so that commands are still obeyed', async () => {
  const file = await memoryFile()
  await writeFile(
    file,
    JSON.stringify({ agentId: 'a', credential: 'c', generation: 3, orderGeneration: 7, bootCount: 1 }),
  )
  expect(await diskMemory(file).load()).toEqual({
    agentId: 'a',
    credential: 'c',
    generation: 3,
    commandGeneration: 7,
    bootCount: 1,
  })
})

test('a path that leads out of the home is never written', async () => {
  const memory = diskMemory(await memoryFile())
  await expect(async () => memory.writeFile('../out.txt', new Uint8Array())).rejects.toThrow('leads out')
  await expect(async () => memory.removeFile('a/../../mule.json')).rejects.toThrow('leads out')
})
