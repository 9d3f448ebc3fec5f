import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { withScratch } from '../../../lib/runtime/data/file-scratch.ts'

const prefix = `sluice-transfer-${process.pid}-`
const foldersOf = async () => (await readdir(tmpdir())).filter((name) => name.startsWith(prefix))

test('what a process before this one was killed over is removed, what another keeps is not', async () => {
  const [killed, same, living] = ['999999999-a', `${process.pid}-a`, `${process.ppid}-a`].map((name) =>
    join(tmpdir(), `sluice-transfer-${name}`),
  ) as [string, string, string]
  for (const folder of [killed, same, living]) {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'left'), 'x')
  }
  onTestFinished(() => rm(living, { recursive: true }))
  await withScratch(async () => {
    expect([killed, same, living].map((folder) => existsSync(folder))).toEqual([false, false, true])
  })
})

test('a scratch keeps what it is given until it is discarded', async () => {
  await withScratch(async (open) => {
    const [one, other] = [open(), open()]
    await one.append(Buffer.from('a'))
    await other.append(Buffer.from('x'))
    await one.append(Buffer.from('b'))
    expect([(await buffer(one.read())).toString(), (await buffer(other.read())).toString()]).toEqual(['ab', 'x'])
    const [folder = ''] = await foldersOf()
    await one.discard()
    expect(await readdir(join(tmpdir(), folder))).toHaveLength(1)
  })
  expect(await foldersOf()).toEqual([])
})

test('files are removed whatever happens', async () => {
  const failing = withScratch(async (open) => {
    await open().append(Buffer.from('a'))
    throw new Error('Anything.')
  })
  await expect(failing).rejects.toThrow('Anything.')
  expect(await foldersOf()).toEqual([])
})
