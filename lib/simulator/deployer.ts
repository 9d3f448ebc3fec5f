import { createHash } from 'node:crypto'
import { readArchive } from './application.ts'
import { reconcile, freshlyLoaded, halt, type HostedApplication } from './hosted-application.ts'
import { Home, type HomeHost } from './home.ts'
import type { Memory } from './memory.ts'
import type { Faults } from './options.ts'
import type { Artifact, Desired, Fetch, Send } from './protocol.ts'

/** For how long files of an application are being removed, before and after they are said to be. */
const disposeSeconds = 0.5

/** What a deployer works with: the runtime it belongs to, for as long as one boot lasts. */
export interface Host extends HomeHost {
  carried: HostedApplication[]
  faults: Faults
  after: (seconds: number, work: () => void) => void
  /** Tells the control plane that something has changed. */
  tell: () => void
}

/**
 * Puts applications on a simulated runtime as a real agent would: asks for a signed URL, fetches the archive, checks its
 * SHA-256, keeps it on disk, initialises and starts what is in it; and takes away what is not wanted any more, stopped
 * before its files go. What cannot be fetched now is tried again at the next check-in; what cannot be used has failed.
 */
export class Deployer {
  readonly #send: Send
  readonly #fetch: Fetch
  readonly #memory: Memory
  readonly #home: Home

  constructor(send: Send, fetch: Fetch, memory: Memory) {
    this.#send = send
    this.#fetch = fetch
    this.#memory = memory
    this.#home = new Home(send, fetch, memory)
  }

  /** What a boot finds on disk of what it should run. */
  async onDisk(desired: Desired | undefined): Promise<HostedApplication[]> {
    const found: HostedApplication[] = []
    for (const [name, { versionId, placement }] of Object.entries(desired?.applications ?? {})) {
      const archive = versionId && (await this.#memory.loadArchive(versionId))
      const flows = archive && readable(archive)
      if (flows && typeof flows !== 'string')
        found.push({ ...freshlyLoaded({ name, flows }, desired), versionId, placement })
    }
    return found
  }

  /** Begins what is needed to come to what is desired of files and placed applications. */
  async bring(host: Host): Promise<void> {
    await this.#home.bring(host)
    if (!host.isAlive()) return
    const { carried } = host
    const wanted = host.saved()?.desired?.applications ?? {}
    for (const [name, { versionId, placement }] of Object.entries(wanted)) {
      if (!versionId || carried.find((one) => one.name === name)?.placement === placement) continue
      const archive = await this.#archive(host, versionId)
      if (!host.isAlive()) return
      if (archive !== undefined) this.#place(host, { name, versionId, placement }, archive)
    }
    for (const one of carried.filter(({ placement }) => placement !== undefined)) {
      if (wanted[one.name]?.versionId === undefined && !one.isMoving) this.#dispose(host, one)
    }
  }

  #place(
    host: Host,
    placed: Pick<HostedApplication, 'name' | 'versionId' | 'placement'>,
    archive: Uint8Array | string,
  ): void {
    const flows = typeof archive === 'string' ? archive : readable(archive)
    const isUsable = typeof flows !== 'string'
    const fresh: HostedApplication = {
      ...freshlyLoaded({ name: placed.name, flows: isUsable ? flows : [] }, host.saved()?.desired),
      ...placed,
      ...(isUsable ? { isMoving: true } : { status: 'failed', cause: flows }),
    }
    const before = host.carried.findIndex(({ name }) => name === placed.name)
    if (before < 0) host.carried.push(fresh)
    else host.carried[before] = fresh
    if (!isUsable) return
    host.after(host.faults.deploySeconds, () => {
      fresh.isMoving = false
      reconcile(fresh, host.saved()?.desired, new Set(host.faults.failApplications))
      host.tell()
    })
  }

  #dispose(host: Host, leaving: HostedApplication): void {
    leaving.isMoving = true
    halt(leaving, 'stopped')
    host.after(disposeSeconds, () => {
      halt(leaving, 'disposed')
      host.tell()
      host.after(disposeSeconds, () => {
        const index = host.carried.indexOf(leaving)
        if (index >= 0) host.carried.splice(index, 1)
        const wanted = Object.values(host.saved()?.desired?.applications ?? {}).flatMap(
          ({ versionId }) => versionId ?? [],
        )
        void this.#memory.keepArchives(wanted)
        host.tell()
      })
    })
  }

  /** An archive's bytes; why it cannot be used; or undefined when it cannot be had at the moment. */
  async #archive({ saved }: Host, versionId: string): Promise<Uint8Array | string | undefined> {
    const { agentId = '', credential = '' } = saved() ?? {}
    const kept = await this.#memory.loadArchive(versionId)
    if (kept) return kept
    try {
      const answer = await this.#send(`/agents/${agentId}/artifacts/${versionId}`, undefined, credential)
      if (answer.status === 404) return 'The version is not in the repository any more.'
      if (answer.status !== 200) return undefined
      const { url, sha256, sizeBytes } = answer.body as Artifact
      const bytes = await this.#fetch(url)
      if (bytes.length !== sizeBytes || createHash('sha256').update(bytes).digest('hex') !== sha256)
        return 'The archive that was fetched does not have the SHA-256 it is registered with.'
      await this.#memory.saveArchive(versionId, bytes)
      return bytes
    } catch {
      return undefined
    }
  }
}

/** The flows in an archive, or why there are none. */
function readable(archive: Uint8Array) {
  try {
    return readArchive(archive)
  } catch (error) {
    return `The archive cannot be used: ${(error as Error).message}`
  }
}
