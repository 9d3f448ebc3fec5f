import type { Answer } from '../../api/client.ts'
import { useWatch, type Watched } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { useMay } from '../../session.ts'
import type { useNames } from '../deployments/names.ts'

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
}

/** What is where: of each target how it is, and how each application is there. */
export function Places({ deployment, names }: { deployment: Deployment; names: Names }) {
  const may = useMay()
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const places = placesOf(deployment, names, clusters.data?.data ?? [])
  const wanted = deployment.applications.map((id) => ({ id, name: names.applicationOf(id), text: names.version(id) }))
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
    { id: 'kind', header: 'Kind', cell: ({ kind }) => kind, by: ({ kind }) => kind },
    {
      id: 'status',
      header: 'State',
      cell: ({ status }) => (status ? <Status of={status} /> : '–'),
      by: ({ status }) => status,
      minWidth: 130,
    },
    {
      id: 'applications',
      header: 'What is there',
      cell: (place) => <WhatIsThere place={place} wanted={wanted} />,
      minWidth: 240,
    },
  ]
  return (
    <List<Place>
      title="What is where"
      items={places}
      columns={columns}
      keyOf={({ kind, id }) => `${kind} ${id}`}
      sortedBy="name"
      prefix="places-"
      empty="It has no targets any more. Press Change and choose some."
    />
  )
}

interface WhatIsThereProps {
  place: Place
  wanted: readonly { id: string; name?: string; text: string }[]
}

/** Only rows that are drawn ask. */
function WhatIsThere({ place: { kind, id }, wanted }: WhatIsThereProps) {
  const isCluster = kind === 'cluster'
  const inCluster = useWatch(isCluster ? 'GET /mmc/api/clusters/{clusterId}/applications' : undefined, {
    path: { clusterId: id },
  })
  const onServer = useWatch(isCluster ? undefined : 'GET /mmc/api/servers/{serverId}/applications', {
    path: { serverId: id },
  })
  const { data, refusal }: Watched<{ data: readonly { name: string; status: string }[] }> = isCluster
    ? inCluster
    : onServer
  if (refusal) return <>{refusal.message}</>
  if (!data) return <>…</>
  return (
    <>
      {wanted.map(({ id: version, name, text }) => {
        const there = data.data.find((one) => one.name === name)
        return (
          <div key={version}>
            {text}: {there ? <Status of={there.status} /> : 'not there'}
          </div>
        )
      })}
    </>
  )
}

function placesOf(
  { servers, clusterIds, clusterNames }: Deployment,
  names: Names,
  clusters: Answer<'GET /mmc/api/clusters'>['data'],
): Place[] {
  return [
    ...clusterIds.map((id, index) => ({
      kind: 'cluster' as const,
      id,
      name: clusterNames[index] ?? id,
      status: clusters.find((one) => one.id === id)?.clusterStatus,
    })),
    ...servers.flatMap((id): Place[] => {
      const group = names.groups.find((one) => one.id === id)?.name
      const some = names.servers.filter((one) =>
        group === undefined ? one.id === id : one.groups.some(({ name }) => name === group),
      )
      return some.map(({ id: serverId, name, status }) => ({ kind: 'server', id: serverId, name, status, group }))
    }),
  ]
}
