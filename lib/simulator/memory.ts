import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { HostedFlow, HostedRunState } from './hosted-state.ts'
import type { Desired } from './protocol.ts'

/** What an agent must know after a restart of itself, whenever it comes. */
export interface Saved {
  agentId: string
  credential: string
  serverId?: string
  generation: number
  desired?: Desired
  /** The newest command taken up: recorded before it is carried out, so that it is carried out once. */
  commandGeneration: number
  bootCount: number
  files?: SavedFiles
  /** The flows it hosts, by key; the desired document says which of them it has. */
  flows?: Record<string, HostedFlow>
  /** The runs that it has begun and whose end was not answered yet. */
  runs?: Record<string, HostedRunState>
}

/** The files that are in the home by the agent's doing, with their SHA-256: empty while one is being written. */
export interface SavedFiles {
  serverId: string
  /** Of the set they are, once all of it is there. */
  generation: number
  hashes: Record<string, string>
}

export interface Memory {
  load: () => Promise<Saved | undefined>
  save: (saved: Saved) => Promise<void>
  loadArchive: (versionId: string) => Promise<Uint8Array | undefined>
  saveArchive: (versionId: string, bytes: Uint8Array) => Promise<void>
  /** Drops all archives but these. */
  keepArchives: (versionIds: readonly string[]) => Promise<void>
  /** The bytes of definitions of flows, by their SHA-256. */
  loadDefinition: (sha256: string) => Promise<string | undefined>
  saveDefinition: (sha256: string, text: string) => Promise<void>
  /** Drops all definitions but these. */
  keepDefinitions: (hashes: readonly string[]) => Promise<void>
  /** Writes a file below the home of the runtime. Throws for a path that leads out of it. */
  writeFile: (path: string, bytes: Uint8Array) => Promise<void>
  /** Removes one, and the directories that are empty then. */
  removeFile: (path: string) => Promise<void>
}

/** What of a file there is; undefined when there is none. */
export async function optional<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** What a file says. One that is damaged is set aside under another name, and the runtime begins as if it were new. */
async function parse(file: string, text: string): Promise<Saved | undefined> {
  try {
    // `orderGeneration` is what `commandGeneration` was called (docs/decisions/0041).
    const { orderGeneration = 0, ...saved } = JSON.parse(text) as Saved & { orderGeneration?: number }
    return { ...saved, commandGeneration: saved.commandGeneration ?? orderGeneration }
  } catch (error) {
    await rename(file, `${file}.damaged`)
    console.error(`${file} is damaged and was set aside as ${file}.damaged: ${(error as Error).message}`)
    return undefined
  }
}

/** On disk: a file that is replaced whole, so that a kill leaves the former or the new one. */
export const diskMemory = (file: string): Memory => ({
  async load() {
    const text = await optional(readFile(file, 'utf8'))
    return text === undefined ? undefined : parse(file, text)
  },
  save: (saved) => replace(file, JSON.stringify(saved)),
  loadArchive: (versionId) => optional(readFile(archiveOf(file, versionId))),
  saveArchive: (versionId, bytes) => replace(archiveOf(file, versionId), bytes),
  keepArchives: (versionIds) => keepOnly(`${file}.archives`, versionIds),
  loadDefinition: (sha256) => optional(readFile(definitionOf(file, sha256), 'utf8')),
  saveDefinition: (sha256, text) => replace(definitionOf(file, sha256), text),
  keepDefinitions: (hashes) => keepOnly(`${file}.definitions`, hashes),
  // It comes in beside the home, where no other file of the home can be of its name.
  writeFile: (path, bytes) => replace(placeOf(homeOf(file), path), bytes, join(`${file}.incoming`, randomUUID())),
  async removeFile(path) {
    const place = placeOf(homeOf(file), path)
    await rm(place, { force: true })
    await prune(homeOf(file), place)
  },
})

/** Where a file of the home lies. Throws for a path that leads out of it. */
function placeOf(home: string, path: string): string {
  const place = join(home, path)
  if (!place.startsWith(home + sep)) throw new Error(`${path} leads out of the home.`)
  return place
}

/** Removes the directories above a file, up to the home, that hold nothing any more. */
async function prune(home: string, place: string): Promise<void> {
  for (let folder = dirname(place); folder.startsWith(home + sep); folder = dirname(folder)) {
    if (((await optional(readdir(folder))) ?? []).length > 0) return
    await rm(folder, { force: true, recursive: true })
  }
}

/** Removes all files of a folder but those of these names. */
async function keepOnly(folder: string, wanted: readonly string[]): Promise<void> {
  const names = (await optional(readdir(folder))) ?? []
  const leaving = names.filter((name) => !wanted.includes(name))
  await Promise.all(leaving.map((name) => rm(join(folder, name), { force: true })))
}

const definitionOf = (file: string, sha256: string): string => join(`${file}.definitions`, sha256)
const archiveOf = (file: string, versionId: string): string => join(`${file}.archives`, versionId)

/** The home of a runtime whose memory is a file: a folder beside it. */
export const homeOf = (file: string): string => `${file}.home`

/** Replaces a file whole and flushed: a kill leaves the former or the new one. */
export async function replace(file: string, content: string | Uint8Array, incoming = `${file}.new`): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  await mkdir(dirname(incoming), { recursive: true })
  await writeFile(incoming, content, { flush: true })
  await rename(incoming, file)
}

/** For tests and loads: kept as long as the process. */
export function processMemory(): Memory {
  let kept: string | undefined
  const archives = new Map<string, Uint8Array>()
  const home = new Map<string, Uint8Array>()
  const definitions = new Map<string, string>()
  return {
    load: () => Promise.resolve(kept === undefined ? undefined : (JSON.parse(kept) as Saved)),
    save: (saved) => {
      kept = JSON.stringify(saved)
      return Promise.resolve()
    },
    loadArchive: (versionId) => Promise.resolve(archives.get(versionId)),
    saveArchive: (versionId, bytes) => Promise.resolve(void archives.set(versionId, bytes)),
    keepArchives: (versionIds) => {
      for (const versionId of archives.keys()) if (!versionIds.includes(versionId)) archives.delete(versionId)
      return Promise.resolve()
    },
    loadDefinition: (sha256) => Promise.resolve(definitions.get(sha256)),
    saveDefinition: (sha256, text) => Promise.resolve(void definitions.set(sha256, text)),
    keepDefinitions: (hashes) => {
      for (const sha256 of definitions.keys()) if (!hashes.includes(sha256)) definitions.delete(sha256)
      return Promise.resolve()
    },
    writeFile: (path, bytes) => Promise.resolve(void home.set(path, bytes)),
    removeFile: (path) => Promise.resolve(void home.delete(path)),
  }
}
