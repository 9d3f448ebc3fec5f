import { invalid } from '#core/errors.ts'
import type { Flow } from '#core/flows/flow.ts'
import { mostTags } from '../types.ts'

/** Adds tags, the new value winning. Throws `input-invalid` past 50 in all. */
export function mergeTags(flow: Flow, added: Record<string, string>): Record<string, string> {
  const tags = { ...flow.tags, ...added }
  if (Object.keys(tags).length > mostTags) throw invalid(['tags'], `A flow has at most ${mostTags} tags.`)
  return tags
}
