import type { Identity } from './conversation.ts'
import type { Saved } from './memory.ts'

/** What is kept of a runtime that has enrolled, again if it had before: what it put on disk and took up stays. */
export function enrolledAs({ agentId, credential }: Identity, known: Saved | undefined, bootId: string): Saved {
  return {
    agentId,
    credential,
    generation: 0,
    commandGeneration: known?.commandGeneration ?? 0,
    files: known?.files,
    flows: known?.flows,
    runs: known?.runs,
    bootCount: known?.bootCount ?? Number(bootId.split('-')[0]),
  }
}
