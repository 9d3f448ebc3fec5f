import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { endLeftover } from '../../lib/node-red/leftover.ts'
import { testEngine } from '../_harness/node-red.ts'
import { temporaryFolder } from '../_harness/process.ts'

test('an engine that has outlived its agent is ended by the next one over its folder, and no other process', async () => {
  const { folder, remove } = await temporaryFolder()
  const userFolder = join(folder, 'engine')
  const engine = testEngine(folder)
  const down = vi.fn()
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await engine.start({ up: () => undefined, down, news: () => undefined })

  // Its agent, this process, is there.
  endLeftover(userFolder)
  // A process that has the number.
  await writeFile(`${userFolder}.pid`, `${process.pid} 1`)
  endLeftover(userFolder)
  expect(said).not.toHaveBeenCalled()

  await writeFile(`${userFolder}.pid`, `${engine.processId} 1`)
  endLeftover(userFolder)
  await expect.poll(() => down.mock.calls.length).toBe(1)
  expect(said).toHaveBeenCalledWith(expect.stringContaining('was still there'))
  await engine.stop()
  endLeftover(join(folder, 'nothing'))
  await remove()
})
