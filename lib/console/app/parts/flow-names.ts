import { usePages } from '../api/pages.ts'
import { useMay } from '../session.ts'

/**
 * How a flow is called wherever it is shown: by its label, with the handle beside it where another flow is called the same. The
 * flows are read only where something is to be named.
 */
export function useFlowNames(isNeeded = true): (handle: string) => string {
  const may = useMay()
  const { items = [] } = usePages(isNeeded && may('flows.read') ? 'GET /v1/flows' : undefined, 'flows')
  const names = namesOf(items)
  return (handle) => names.get(handle) ?? handle
}

/** The names of flows, by handle. */
export function namesOf(flows: readonly { handle: string; label: string }[]): ReadonlyMap<string, string> {
  const counts = new Map<string, number>()
  for (const { label } of flows) counts.set(label, (counts.get(label) ?? 0) + 1)
  return new Map(
    flows.map(({ handle, label }) => [handle, (counts.get(label) ?? 0) > 1 ? `${label} (${handle})` : label]),
  )
}
