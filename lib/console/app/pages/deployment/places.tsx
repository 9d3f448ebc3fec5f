import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { useMay } from '../../session.ts'
import type { useNames } from '../deployments/names.ts'
import { WhatIsThere } from './what-is-there.tsx'

type Deployment = Answer<'GET /mmc/api/deployments/{deploymentId}'>
type Names = ReturnType<typeof useNames>

/** Somewhere the deployment is to be: a cluster as a whole, or a server. */
interface Place {
  kind: 'cluster' | 'server'
  id: string
  name: string
  status?: string
  /** The group that it is a target by. */
  group?: string
  /** The servers that it is: its nodes, or itself. */
  nodes: readonly { id: string; name: string }[]
}

export const noTargets = 'It has no targets any more. Choose some by Change, under More.'
const emptyGroups = 'Its server groups have no servers. Choose other targets by Change, under More.'

/** What is where: of each target how it is, and how each application is there. */
export function Places({ deployment, names }: { deployment: Deployment; names: Names }) {
  const may = useMay()
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const places = placesOf(deployment, names, clusters.data?.data ?? [])
  const wanted = deployment.applications.map((id) => ({
    id,
    application: names.applicationOf(id),
    text: names.version(id),
  }))
  const columns: readonly Column<Place>[] = [
    {
      id: 'name',
      header: 'Target',
      cell: ({ kind, id, name, group }) => (
        <>
          <AppLink to={`/${kind}s/${id}`}>{name}</AppLink>
          {group && ` (group ${group})`}
        </>
      ),
      by: ({ name }) => name,
      isRowHeader: true,
      minWidth: 160,
    },
    { id: 'kind', header: 'Type', cell: ({ kind }) => kind, by: ({ kind }) => kind },
    {
      id: 'status',
      header: 'Status',
      cell: ({ status }) => (status ? <Status of={status} /> : '–'),
      by: ({ status }) => status,
      minWidth: 130,
    },
    {
      id: 'applications',
      header: 'Applications',
      cell: ({ kind, id, nodes }) => (
        <WhatIsThere
          cluster={kind === 'cluster' ? id : undefined}
          servers={nodes}
          wanted={wanted}
          nameOf={names.version}
        />
      ),
      minWidth: 240,
    },
  ]
  return (
    <List<Place>
      title="Targets"
      items={places}
      columns={columns}
      keyOf={({ kind, id }) => `${kind} ${id}`}
      sortedBy="name"
      prefix="places-"
      empty={deployment.servers.length > 0 ? emptyGroups : noTargets}
    />
  )
}

function placesOf(
  { servers, clusterIds, clusterNames }: Deployment,
  names: Names,
  clusters: Answer<'GET /mmc/api/clusters'>['data'],
): Place[] {
  return [
    ...clusterIds.map((id, index) => {
      const cluster = clusters.find((one) => one.id === id)
      return {
        kind: 'cluster' as const,
        id,
        name: clusterNames[index] ?? id,
        status: cluster?.clusterStatus,
        nodes: names.servers
          .filter((server) => cluster?.nodeServerIds.includes(server.id))
          .toSorted((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true })),
      }
    }),
    ...servers.flatMap((id): Place[] => {
      const group = names.groups.find((one) => one.id === id)?.name
      const some = names.servers.filter((one) =>
        group === undefined ? one.id === id : one.groups.some(({ name }) => name === group),
      )
      return some.map(({ id: serverId, name, status }) => ({
        kind: 'server',
        id: serverId,
        name,
        status,
        group,
        nodes: [{ id: serverId, name }],
      }))
    }),
  ]
}
