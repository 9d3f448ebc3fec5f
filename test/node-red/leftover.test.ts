import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { wallTimers } from '../../lib/local/timers.ts'
import { excludedFiles } from '../../lib/node-red/check.ts'
import { Engine } from '../../lib/node-red/engine.ts'
import { engineHome } from '../../lib/node-red/install.ts'
import { endLeftover } from '../../lib/node-red/leftover.ts'
import { temporaryFolder } from '../_harness/process.ts'

test('an engine that has outlived its agent is ended by the next one over its folder, and no other process', async () => {
  const { folder, remove } = await temporaryFolder()
  const userFolder = join(folder, 'engine')
  const engine = new Engine({
    home: engineHome,
    userFolder,
    host: '127.0.0.1',
    port: 0,
    excludedFiles,
    timers: wallTimers,
    random: () => 0,
    env: {},
  })
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
