import { bareId, lastingId } from '../../api/ids.ts'
import type { Answer, Parts } from '../../api/client.ts'
import { useWatch, type Reading } from '../../api/watch.ts'
import { useMay } from '../../session.ts'
import type { Permission } from '#core/users/permissions.ts'

/** Something by the name that people know it by, and by the key of its records. */
interface Named {
  name: string
  key: string
}

/**
 * The key of a thing's records, which for many kinds is an id: of what was typed, its name in any case, its handle or its id; what it is called
 * where that is known. What no API knows is taken as it is: things that are gone have records too. Undefined until that is known.
 */
export function useKey(kind: string, typed: string): { key?: string; name?: string } {
  const servers = useNamed(kind === 'server' && typed, 'servers.read', 'GET /mmc/api/servers', ({ data }) => data)
  const clusters = useNamed(kind === 'cluster' && typed, 'clusters.read', 'GET /mmc/api/clusters', ({ data }) => data)
  const groups = useNamed(
    kind === 'server-group' && typed,
    'servers.read',
    'GET /mmc/api/serverGroups',
    (all) => all.data,
  )
  const deployments = useNamed(
    kind === 'deployment' && typed,
    'deployments.read',
    'GET /mmc/api/deployments',
    ({ data }) => data.map(({ id, name }) => ({ id: lastingId(id), name })),
  )
  const applications = useNamed(
    kind === 'application' && typed,
    'applications.read',
    'GET /mmc/api/repository',
    ({ data }) => data,
  )
  const flow = useFlow(kind === 'flow' ? typed : '')
  if (typed === '') return {}
  const lists = [servers, clusters, groups, deployments, applications]
  if (lists.some((list) => list === 'loading') || flow === 'loading') return {}
  const named = lists.flatMap((list) => (list === undefined || list === 'loading' ? [] : list))
  const bare = kind === 'deployment' && typed.includes('$') ? lastingId(typed) : bareId(typed)
  const found =
    named.find(({ key }) => key === bare) ??
    named.find(({ name }) => name === typed) ??
    named.find(({ name }) => name.toLowerCase() === typed.toLowerCase())
  return found ?? flow ?? { key: typed }
}

type Known = readonly Named[] | 'loading' | undefined

function useNamed<R extends Reading>(
  isAsked: string | false,
  permission: Permission,
  route: R,
  listOf: (answer: Answer<R>) => readonly { id: string; name: string }[],
): Known {
  const may = useMay()
  const { data, isLoading } = useWatch(isAsked && may(permission) ? route : undefined, {} as Parts<R>)
  if (!data) return isLoading ? 'loading' : undefined
  return listOf(data).map(({ id, name }) => ({ key: bareId(id), name }))
}

/** Of a flow that others may be called like too the id is the key, of the others their name, which is their handle. */
function useFlow(typed: string): Named | 'loading' | undefined {
  const may = useMay()
  const isAsked = typed !== '' && may('flows.read')
  const one = useWatch(isAsked ? 'GET /v1/flows/{flow}' : undefined, { path: { flow: typed } })
  // What people see of a flow is its label.
  const all = useWatch(isAsked && one.refusal ? 'GET /v1/flows' : undefined, { query: { maxResults: 100 } })
  if (one.isLoading || (one.refusal && all.isLoading)) return 'loading'
  const flow = one.data ?? all.data?.flows.find(({ label }) => label.toLowerCase() === typed.toLowerCase())
  return flow && { key: flow.madeBy === 'oih' ? flow.id : flow.handle, name: flow.label }
}
