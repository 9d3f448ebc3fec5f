import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HostedDefinition, HostedStepCounters } from '#core/agents/hosted-flows.ts'
import { optional, replace } from '../simulator/memory.ts'
import type { KeptFlow } from './next-state.ts'

/** A run that was asked for. */
export interface KeptRun {
  flow: string
  flowId: string
  payload?: unknown
  state: 'waiting' | 'in-progress' | 'succeeded' | 'failed'
  /** Until when it may begin. */
  validUntil: string
  cause?: string
  steps: Record<string, HostedStepCounters>
  /** The control plane has been told this state. */
  isTold?: boolean
}

/** What a runtime must know after a restart, whenever it comes: all but the definitions, which lie beside it. */
export interface State {
  agentId?: string
  credential?: string
  serverId?: string
  /** Of the document. */
  generation: number
  flowsGeneration: number
  /** The newest command taken up: recorded before it is carried out, so that it is carried out once. */
  commandGeneration: number
  bootCount: number
  /** By the keys under which the document names them. */
  flows: Record<string, KeptFlow>
  runs: Record<string, KeptRun>
  /** What deployments want here. A runtime of flows cannot run archives, and says so. */
  applications: Record<string, { versionId?: string; placement?: string }>
}

export const emptyState = (): State => ({
  generation: 0,
  flowsGeneration: 0,
  commandGeneration: 0,
  bootCount: 0,
  flows: {},
  runs: {},
  applications: {},
})

/** Where a runtime keeps its state. */
export interface StateStore {
  load: () => Promise<State>
  save: (state: State) => Promise<void>
  definition: (sha256: string) => Promise<HostedDefinition | undefined>
  /** The bytes as they came, under their hash. */
  saveDefinition: (sha256: string, text: string) => Promise<void>
  /** Drops all definitions but these. */
  keepDefinitions: (hashes: ReadonlySet<string>) => Promise<void>
}

/**
 * In a folder: `state.json` is replaced whole, so that a kill leaves the former or the new one. A file that is damaged is
 * set aside, and the runtime enrols as if it were new.
 */
export function stateStore(folder: string): StateStore {
  const file = join(folder, 'state.json')
  const definitions = join(folder, 'definitions')
  const placeOf = (sha256: string) => join(definitions, `${sha256}.json`)
  let last = Promise.resolve()
  return {
    async load() {
      const text = await optional(readFile(file, 'utf8'))
      if (text === undefined) return emptyState()
      try {
        return { ...emptyState(), ...(JSON.parse(text) as State) }
      } catch (error) {
        await rename(file, `${file}.damaged`)
        console.error(`${file} is damaged and was set aside as ${file}.damaged: ${(error as Error).message}`)
        return emptyState()
      }
    },
    // One after the other, each as it was asked for: the last one stays.
    save(state) {
      const text = JSON.stringify(state)
      const saving = last.then(() => replace(file, text))
      last = saving.catch(() => undefined)
      return saving
    },
    async definition(sha256) {
      const text = await optional(readFile(placeOf(sha256), 'utf8'))
      return text === undefined ? undefined : (JSON.parse(text) as HostedDefinition)
    },
    async saveDefinition(sha256, text) {
      await mkdir(dirname(placeOf(sha256)), { recursive: true })
      await replace(placeOf(sha256), text)
    },
    async keepDefinitions(hashes) {
      const names = (await optional(readdir(definitions))) ?? []
      const leaving = names.filter((name) => !hashes.has(name.replace(/\.json$/, '')))
      await Promise.all(leaving.map((name) => rm(join(definitions, name), { force: true })))
    },
  }
}
