import { useWatch } from '../../api/watch.ts'
import { useMay } from '../../session.ts'

/** The names of what deployments hold the ids of; the id itself where there is no such thing any more. */
export function useNames() {
  const may = useMay()
  const repository = useWatch(may('applications.read') ? 'GET /mmc/api/repository' : undefined, {})
  const servers = useWatch(may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const groups = useWatch(may('servers.read') ? 'GET /mmc/api/serverGroups' : undefined, {})
  const versions = new Map(
    repository.data?.data.flatMap(({ name, versions: some }) => some.map((one) => [one.id, `${name} ${one.name}`])),
  )
  const places = new Map(
    [...(servers.data?.data ?? []), ...(groups.data?.data ?? [])].map(({ id, name }) => [id, name]),
  )
  return {
    version: (id: string): string => versions.get(id) ?? (repository.data ? 'a deleted version' : '…'),
    server: (id: string): string => places.get(id) ?? (servers.data ? id : '…'),
    servers: servers.data?.data ?? [],
    groups: groups.data?.data ?? [],
    applicationOf: (versionId: string) =>
      repository.data?.data.find(({ versions: some }) => some.some(({ id }) => id === versionId))?.name,
  }
}
