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
import { absoluteTime } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { ServerCommands } from './server-commands.tsx'
import { Throughput } from './throughput.tsx'

type Application = Answer<'GET /mmc/api/servers/{serverId}/applications'>['data'][number]
type RuntimeFlow = Answer<'GET /mmc/api/servers/{serverId}/flows'>['data'][number]

const applicationColumns: readonly Column<Application>[] = [
  { id: 'name', header: 'Application', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
  { id: 'configs', header: 'Configurations', cell: ({ configResources }) => configResources.join(', ') },
]

const flowColumns: readonly Column<RuntimeFlow>[] = [
  { id: 'name', header: 'Flow', cell: ({ flowId }) => flowId.name, by: ({ flowId }) => flowId.name, isRowHeader: true },
  {
    id: 'application',
    header: 'Application',
    cell: ({ flowId }) => flowId.application,
    by: ({ flowId }) => flowId.application,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
  {
    id: 'events',
    header: 'Messages',
    cell: ({ processedEvents }) => processedEvents.toLocaleString('en'),
    by: ({ processedEvents }) => processedEvents,
  },
  {
    id: 'errors',
    header: 'Errors',
    cell: ({ executionErrors }) => executionErrors.toLocaleString('en'),
    by: ({ executionErrors }) => executionErrors,
  },
  {
    id: 'average',
    header: 'Average',
    cell: ({ averageProcessingTime }) => `${Math.round(averageProcessingTime)} ms`,
    by: ({ averageProcessingTime }) => averageProcessingTime,
  },
]

/** One server: whether it is up, what it runs, and how much of it. */
export function ServerPage() {
  const { serverId = '' } = useParams<{ serverId: string }>()
  const may = useMay()
  const { data: server, refusal, isLoading } = useWatch('GET /mmc/api/servers/{serverId}', { path: { serverId } })
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const cluster = clusters.data?.data.find(({ nodeServerIds }) => nodeServerIds.includes(serverId))
  return (
    <Page
      title={server?.name ?? 'Server'}
      refusal={refusal}
      isLoading={isLoading && !server}
      actions={server && <ServerCommands server={server} isMember={cluster !== undefined} />}
    >
      {server && (
        <>
          {server.status === 'UNKNOWN' && (
            <Alert type="error" header="Its agent is not heard of">
              Its lease has ended: the server is down, or cannot reach the control plane. What follows is what was known
              last.
            </Alert>
          )}
          <Section title="State">
            <Facts
              facts={{
                Status: <Status of={server.status} />,
                Cluster: cluster ? <AppLink to={`/clusters/${cluster.id}`}>{cluster.name}</AppLink> : 'none',
                Groups: server.groups.map(({ name }) => name).join(', ') || 'none',
                Version: server.version,
                Host: server.hostIp,
                Agent: server.agentUrl,
                Started: absoluteTime(server.started),
                Id: server.id,
              }}
            />
          </Section>
          <WhatItRuns serverId={serverId} />
        </>
      )}
    </Page>
  )
}

/** Its applications and their flows, and how much goes through them. */
function WhatItRuns({ serverId }: { serverId: string }) {
  const path = { serverId }
  const applications = useWatch('GET /mmc/api/servers/{serverId}/applications', { path })
  const flows = useWatch('GET /mmc/api/servers/{serverId}/flows', { path })
  return (
    <>
      <Throughput flows={flows.data?.data} />
      <List<Application>
        title="Applications"
        prefix="applications-"
        items={applications.data?.data}
        isLoading={applications.isLoading}
        refusal={applications.refusal}
        columns={applicationColumns}
        keyOf={({ name }) => name}
        sortedBy="name"
        empty="It runs no applications. Deploy one to it, or to its group or cluster."
      />
      <List<RuntimeFlow>
        title="Flows"
        prefix="flows-"
        items={flows.data?.data}
        isLoading={flows.isLoading}
        refusal={flows.refusal}
        columns={flowColumns}
        keyOf={({ flowId }) => flowId.fullName}
        sortedBy="application"
        empty="Its applications have no flows."
      />
    </>
  )
}
