import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Desired } from './protocol.ts'

/** What an agent must know after a restart of itself, whenever it comes. */
export interface Saved {
  agentId: string
  credential: string
  serverId?: string
  generation: number
  desired?: Desired
  /** The newest order taken up: recorded before it is carried out, so that it is carried out once. */
  orderGeneration: number
  bootCount: number
}

export interface Memory {
  load: () => Promise<Saved | undefined>
  save: (saved: Saved) => Promise<void>
}

/** On disk: a file that is replaced whole, so that a kill leaves the former or the new one. */
export const diskMemory = (file: string): Memory => ({
  async load() {
    try {
      return JSON.parse(await readFile(file, 'utf8')) as Saved
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
      throw error
    }
  },
  async save(saved) {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(`${file}.new`, JSON.stringify(saved), { flush: true })
    await rename(`${file}.new`, file)
  },
})

/** For tests and loads: kept as long as the process. */
export function processMemory(): Memory {
  let kept: string | undefined
  return {
    load: () => Promise.resolve(kept === undefined ? undefined : (JSON.parse(kept) as Saved)),
    save: (saved) => {
      kept = JSON.stringify(saved)
      return Promise.resolve()
    },
  }
}
