import type { Saved } from './memory.ts'
import type { Faults, RuntimeOptions } from './options.ts'
import type { Answer } from './protocol.ts'

/** Enrols, again if it has before: what its former life put on disk and took up stays. Undefined when it is refused. */
export async function enrol(
  { token, name, agentUrl, hostIp, send }: RuntimeOptions,
  { runtimeVersion }: Faults,
  known: Saved | undefined,
  bootId: string,
): Promise<Saved | undefined> {
  if (!token) return undefined
  const answer: Answer = await send('/agents', { protocol: 1, name, agentUrl, hostIp, runtimeVersion }, token)
  if (answer.status !== 201) return undefined
  const { agentId, credential } = answer.body as { agentId: string; credential: string }
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
