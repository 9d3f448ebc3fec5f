import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { withScratch } from '../../../lib/runtime/data/file-scratch.ts'

const own = join(tmpdir(), `sluice-scratch-${process.pid}`)
const filesOf = async () =>
  (await readdir(own, { recursive: true, withFileTypes: true })).filter((one) => one.isFile()).length

test('what a process before this one was killed over is removed, what another keeps is not', async () => {
  const [killed, living] = ['sluice-scratch-999999999', `sluice-scratch-${process.ppid}`].map((one) =>
    join(tmpdir(), one),
  )
  for (const folder of [killed ?? '', living ?? '', own]) {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'left'), 'x')
  }
  onTestFinished(() => rm(living ?? '', { recursive: true }))
  await withScratch(async () => {
    expect([existsSync(killed ?? ''), existsSync(join(own, 'left'))]).toEqual([false, false])
    expect(existsSync(living ?? '')).toBe(true)
  })
})

test('a scratch keeps what it is given until it is discarded', async () => {
  await withScratch(async (open) => {
    const [one, other] = [open(), open()]
    await one.append(Buffer.from('a'))
    await other.append(Buffer.from('x'))
    await one.append(Buffer.from('b'))
    expect([(await buffer(one.read())).toString(), (await buffer(other.read())).toString()]).toEqual(['ab', 'x'])
    await one.discard()
    expect(await filesOf()).toBe(1)
  })
  expect(await filesOf()).toBe(0)
})

test('files are removed whatever happens', async () => {
  const failing = withScratch(async (open) => {
    await open().append(Buffer.from('a'))
    throw new Error('Anything.')
  })
  await expect(failing).rejects.toThrow('Anything.')
  expect(await filesOf()).toBe(0)
})
