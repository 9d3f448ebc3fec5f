import Alert from '@cloudscape-design/components/alert'
import { useParams } from 'wouter'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { RolloutList } from '../rollouts/rollout-list.tsx'
import { RolloutsUnderWay, useOpenRollouts } from '../rollouts/under-way.tsx'
import type { Detail } from '../server/absence.ts'
import { useDetails } from '../server/details.ts'
import { ServerStatus } from '../server/server-status.tsx'
import { ClusterCommands } from './cluster-commands.tsx'
import { Failures, failuresOf } from './failures.tsx'
import { meaningOf } from './meaning.ts'
import { WhatItRuns } from './what-it-runs.tsx'

type Server = Answer<'GET /mmc/api/servers'>['data'][number]
type Cluster = Answer<'GET /mmc/api/clusters/{clusterId}'>

const memberColumns = (details: ReadonlyMap<string, Detail>): readonly Column<Server>[] => [
  {
    id: 'name',
    header: 'Server',
    cell: ({ id, name }) => <AppLink to={`/servers/${id}`}>{name}</AppLink>,
    by: ({ name }) => name,
    isRowHeader: true,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (server) => <ServerStatus server={server} detail={details.get(server.id)} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
  { id: 'version', header: 'Version', cell: ({ version }) => version, by: ({ version }) => version },
  { id: 'host', header: 'Host', cell: ({ hostIp }) => hostIp, by: ({ hostIp }) => hostIp },
]

/** One cluster: its servers, what they run, and what was rolled over them. */
export function ClusterPage() {
  const may = useMay()
  const { clusterId = '' } = useParams<{ clusterId: string }>()
  const { data: cluster, refusal, isLoading } = useWatch('GET /mmc/api/clusters/{clusterId}', { path: { clusterId } })
  const servers = useWatch('GET /mmc/api/servers', {})
  const members = servers.data?.data.filter(({ id }) => cluster?.nodeServerIds.includes(id))
  const known = useDetails(may('servers.read') ? (cluster?.nodeServerIds ?? []) : [])
  const details = [...known.values()]
  const failures = failuresOf(details)
  return (
    <Page
      title={cluster?.name ?? 'Cluster'}
      refusal={refusal}
      isLoading={isLoading && !cluster}
      actions={cluster && !refusal && <ClusterCommands cluster={cluster} members={members ?? []} />}
    >
      {cluster && !refusal && (
        <>
          <RolloutsUnderWay targetId={clusterId} serverIds={cluster.nodeServerIds} />
          {cluster.clusterStatus === 'STOPPED' && (
            <Alert type="error" header="None of its servers is up">
              Nothing starts it from here: start its runtimes where they run, and their agents check in again.
            </Alert>
          )}
          <Failures failures={failures} />
          <State cluster={cluster} hasFailures={failures.length > 0} />
          <List<Server>
            title="Servers"
            prefix="servers-"
            items={members}
            isLoading={servers.isLoading}
            columns={memberColumns(known)}
            keyOf={({ id }) => id}
            sortedBy="name"
            empty="It has no servers."
          />
          <WhatItRuns clusterId={clusterId} isUp={cluster.nodesUpCount > 0} details={details} />
          <RolloutList
            targetId={clusterId}
            serverIds={cluster.nodeServerIds}
            empty="It has not been restarted or stopped as a whole yet, and nothing has been deployed to it."
          />
        </>
      )}
    </Page>
  )
}

function State({ cluster, hasFailures }: { cluster: Cluster; hasFailures: boolean }) {
  const open = useOpenRollouts({ targetId: cluster.id })
  // The API says of a cluster only whether its servers are up.
  const isMarred = cluster.clusterStatus === 'OK' && hasFailures
  return (
    <Section title="Details">
      <Facts
        facts={{
          Status: <Status of={cluster.clusterStatus} as={isMarred ? 'warning' : undefined} />,
          Meaning: meaningOf(cluster, open, hasFailures),
          Nodes: cluster.status,
          Version: cluster.version,
          'Flows running, on all nodes together':
            cluster.totalServices < 0 ? 'not known' : `${cluster.runningServices} of ${cluster.totalServices}`,
          Restarted: <Time at={cluster.lastRestarted} />,
          ID: cluster.id,
        }}
      />
    </Section>
  )
}
