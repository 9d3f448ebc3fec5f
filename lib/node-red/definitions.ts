import { createHash } from 'node:crypto'
import type { Send } from '../simulator/protocol.ts'
import type { State, StateStore } from './state.ts'

/**
 * Fetches the definitions that flows are to start with and that are not on disk, and drops from disk what no flow needs. What
 * cannot be had at the moment, or does not have its hash, is left for the next check-in. Whether anything has come.
 */
export async function fetchDefinitions(state: State, store: StateStore, send: Send): Promise<boolean> {
  const { agentId = '', credential = '' } = state
  const needed = new Set<string>()
  let hasCome = false
  for (const [key, { definition, wanted, state: at }] of Object.entries(state.flows)) {
    if (!definition || at === 'stopped') continue
    const { sha256, version } = definition
    if (needed.has(sha256)) continue
    needed.add(sha256)
    // A flow that runs has its definition; one that is to stop needs none.
    if (wanted.state === 'stopped' || (await store.definition(sha256))) continue
    const path = `/agents/${agentId}/flows/${encodeURIComponent(key)}/definitions/${version}`
    const answer = await send(path, undefined, credential).catch(() => undefined)
    // Cut off: the others would have to wait for as long.
    if (!answer) break
    if (answer.status !== 200 || answer.text === undefined) continue
    if (createHash('sha256').update(answer.text).digest('hex') !== sha256) {
      console.error(`The definition of ${key} that was fetched does not have the SHA-256 it is registered with.`)
      continue
    }
    await store.saveDefinition(sha256, answer.text)
    hasCome = true
  }
  for (const { definition } of Object.values(state.flows)) if (definition) needed.add(definition.sha256)
  await store.keepDefinitions(needed)
  return hasCome
}
