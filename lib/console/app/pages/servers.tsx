import Box from '@cloudscape-design/components/box'
import type { Answer } from '../api/client.ts'
import { useWatch } from '../api/watch.ts'
import { AppLink } from '../parts/app-link.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session.ts'
import type { Detail } from './server/absence.ts'
import { useDetails } from './server/details.ts'
import { isAway } from './server/is-up.ts'
import { ServerStatus } from './server/server-status.tsx'
import { ServerActions } from './servers/server-actions.tsx'

type Server = Answer<'GET /mmc/api/servers'>['data'][number] & { cluster?: { id: string; name: string } }

const columnsWith = (details: ReadonlyMap<string, Detail>): readonly Column<Server>[] => [
  {
    id: 'name',
    header: 'Server',
    cell: ({ id, name }) => <AppLink to={`/servers/${id}`}>{name}</AppLink>,
    by: ({ name }) => name,
    isRowHeader: true,
    minWidth: 140,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (server) => <ServerStatus server={server} detail={details.get(server.id)} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
  {
    id: 'cluster',
    header: 'Cluster',
    cell: ({ cluster }) => (cluster ? <AppLink to={`/clusters/${cluster.id}`}>{cluster.name}</AppLink> : 'None'),
    by: ({ cluster }) => cluster?.name,
  },
  {
    id: 'groups',
    header: 'Groups',
    cell: ({ groups }) => groups.map(({ name }) => name).join(', '),
    by: ({ groups }) => groups.map(({ name }) => name).join(', '),
  },
  {
    id: 'flows',
    header: 'Flows running',
    cell: ({ runningServices, pausedServices, stoppedServices }) =>
      runningServices < 0 ? 'not known' : `${runningServices} of ${runningServices + pausedServices + stoppedServices}`,
    by: ({ runningServices }) => runningServices,
  },
  { id: 'version', header: 'Version', cell: ({ version }) => version, by: ({ version }) => version },
  { id: 'host', header: 'Host', cell: ({ hostIp }) => hostIp, by: ({ hostIp }) => hostIp },
  {
    id: 'started',
    header: 'Started',
    cell: ({ started }) => <Time at={started} />,
    by: ({ started }) => Date.parse(started),
    minWidth: 150,
  },
]

/** What servers are, and the two ways in which one comes here, for who may go them. */
function About() {
  const may = useMay()
  return (
    <>
      Runtimes whose agents check in here.
      {may('enrolment.manage') &&
        ' To add one, enrol it: make a token, and start the runtime’s agent with it; it becomes a server by itself.'}
      {may('servers.edit') &&
        ' Registering is only for an agent that enrolled with a token that makes no servers: it gives that agent a server.'}
    </>
  )
}

/** The servers, and which cluster each is in. */
export default function Servers() {
  const may = useMay()
  const servers = useWatch('GET /mmc/api/servers', {})
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const clusterOf = new Map(
    clusters.data?.data.flatMap((cluster) => cluster.nodeServerIds.map((id) => [id, cluster] as const)),
  )
  const details = useDetails(servers.data?.data.filter(isAway).map(({ id }) => id) ?? [])
  const items = servers.data?.data.map((server): Server => ({ ...server, cluster: clusterOf.get(server.id) }))
  return (
    <Page title="Servers" description={<About />}>
      <List<Server>
        title="Servers"
        items={items}
        isLoading={servers.isLoading}
        refusal={servers.refusal}
        columns={columnsWith(details)}
        keyOf={({ id }) => id}
        sortedBy="name"
        empty={
          <Box>
            <p>No server has enrolled yet.</p>
            {may('enrolment.manage') && (
              <>
                <AppLink to="/enrolment-tokens?new=yes">Make an enrolment token</AppLink>, and start an agent with it.
              </>
            )}
          </Box>
        }
        actions={<ServerActions servers={items ?? []} />}
      />
    </Page>
  )
}
