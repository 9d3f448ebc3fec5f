import { createHash } from 'node:crypto'
import type { Memory, Saved, SavedFiles } from './memory.ts'
import type { Artifact, Fetch, FileList, Send } from './protocol.ts'

/** What keeping a home works with: the runtime it belongs to, for as long as one boot lasts. */
export interface HomeHost {
  saved: () => Saved | undefined
  /** False once the runtime has gone down: whatever was under way is nobody's business any more. */
  isAlive: () => boolean
  /** Remembers which files are there by our doing. */
  keepFiles: (files: SavedFiles) => Promise<void>
}

/**
 * Brings the files in a runtime's home in line with the set that is wanted, as a real agent would: asks for the list, fetches
 * by signed URLs what is new or another, checks its SHA-256, writes it below the home, and removes what it had put there and is
 * not wanted any more. Which file is about to be written is recorded before it is, so that none is left behind. What cannot
 * be had now is tried again at the next check-in.
 */
export class Home {
  readonly #send: Send
  readonly #fetch: Fetch
  readonly #memory: Memory

  constructor(send: Send, fetch: Fetch, memory: Memory) {
    this.#send = send
    this.#fetch = fetch
    this.#memory = memory
  }

  async bring(host: HomeHost): Promise<void> {
    const { agentId = '', credential = '', serverId = '', desired, files: known } = host.saved() ?? {}
    const wanted = desired?.filesGeneration ?? 0
    if (known === undefined ? wanted === 0 : known.serverId === serverId && known.generation === wanted) return
    try {
      const answer = await this.#send(`/agents/${agentId}/files`, undefined, credential)
      if (answer.status !== 200) return
      const { filesGeneration, files } = answer.body as FileList
      const hashes = { ...known?.hashes }
      let isWhole = true
      const keep = (generation = -1) => host.keepFiles({ serverId, generation, hashes: { ...hashes } })
      for (const path of Object.keys(hashes).filter((one) => !files.some((file) => file.path === one))) {
        if (!host.isAlive()) return
        await this.#memory.removeFile(path)
        delete hashes[path]
        await keep()
      }
      for (const { path, sha256 } of files.filter((file) => hashes[file.path] !== file.sha256)) {
        const bytes = await this.#content(path, sha256, { agentId, credential })
        if (!bytes || !host.isAlive()) return
        hashes[path] = ''
        await keep()
        if (await this.#written(path, bytes)) hashes[path] = sha256
        else isWhole = false
        await keep()
      }
      if (host.isAlive() && isWhole) await keep(filesGeneration)
    } catch {
      // Cut off: the next check-in begins again with what is there.
    }
  }

  /** One that cannot be written keeps no other from being there. It is tried again at the next check-in. */
  async #written(path: string, bytes: Uint8Array): Promise<boolean> {
    try {
      await this.#memory.writeFile(path, bytes)
      return true
    } catch (error) {
      console.error(`The file ${path} cannot be written: ${(error as Error).message}`)
      return false
    }
  }

  /** A file's bytes; undefined when they cannot be had at the moment, or are another file's by now. */
  async #content(path: string, sha256: string, { agentId, credential }: Pick<Saved, 'agentId' | 'credential'>) {
    const answer = await this.#send(`/agents/${agentId}/files/${encodeURIComponent(path)}`, undefined, credential)
    if (answer.status !== 200) return undefined
    const bytes = await this.#fetch((answer.body as Artifact).url)
    return createHash('sha256').update(bytes).digest('hex') === sha256 ? bytes : undefined
  }
}
