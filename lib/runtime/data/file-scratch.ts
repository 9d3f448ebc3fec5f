import { createReadStream } from 'node:fs'
import { appendFile, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { StepError } from '#core/runs/step-error.ts'
import { advice } from '#core/transfers/source-listing.ts'
import type { Scratch } from '#core/transfers/scratch.ts'

/** Gives files on disk to whatever `run` keeps until it is finished, and removes all of them whatever happens. */
export async function withScratch<T>(run: (open: () => Scratch) => Promise<T>): Promise<T> {
  await (cleared ??= removeLeft())
  const folder = await mkdtemp(join(tmpdir(), `${folderPrefix}${process.pid}-`))
  let files = 0
  try {
    return await run(() => fileScratch(join(folder, String(files++))))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** A file that is open only while it is written to or read: thousands may be begun. A full disk is told as a `StepError`. */
const fileScratch = (path: string): Scratch => ({
  append: (bytes) => appendFile(path, bytes).catch(refuse),
  async *read() {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 })
  },
  discard: () => rm(path, { force: true }),
})

function refuse(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOSPC') throw error
  throw new StepError(`the records take more room than a worker has - ${advice}`, {}, error)
}

const folderPrefix = 'sluice-transfer-'
let cleared: Promise<unknown> | undefined

/** Removes what a process that was killed has left: the disk of a worker that lives on still has it. */
async function removeLeft(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix))
  const left = names.filter((name) => !isAnother(Number.parseInt(name.slice(folderPrefix.length), 10)))
  // What somebody else's process has left stays.
  await Promise.allSettled(left.map((name) => rm(join(tmpdir(), name), { recursive: true, force: true })))
}

/** Whether a process is there and not this one, which has only begun. */
function isAnother(pid: number): boolean {
  try {
    return pid !== process.pid && process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
