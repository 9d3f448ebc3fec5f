import Alert from '@cloudscape-design/components/alert'
import { useEffect, type ReactNode } from 'react'
import { useParams } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { bareId } from '../../api/ids.ts'
import { useRefreshOn, useWatch } from '../../api/watch.ts'
import { applicationColumns } from '../../parts/application-columns.tsx'
import { notKnown } from '../../parts/pending-commands.tsx'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { absoluteTime, Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { RolloutsUnderWay } from '../rollouts/under-way.tsx'
import { absenceOf, type Detail } from './absence.ts'
import { isAway, isUp } from './is-up.ts'
import { RuntimeFlowList } from './runtime-flow-list.tsx'
import { ServerCommands } from './server-commands.tsx'
import { ServerStatus } from './server-status.tsx'
import { Throughput } from './throughput.tsx'
import { useVersionColumn } from './version-column.tsx'

type Server = Answer<'GET /mmc/api/servers/{serverId}'>
type Application = Answer<'GET /mmc/api/servers/{serverId}/applications'>['data'][number]

/** One server: whether it is up, what it runs, and how much of it. */
export function ServerPage() {
  const { serverId = '' } = useParams<{ serverId: string }>()
  const may = useMay()
  const { data: server, refusal, isLoading } = useWatch('GET /mmc/api/servers/{serverId}', { path: { serverId } })
  const detail = useWatch('GET /v1/servers/{serverId}', { path: { serverId: bareId(serverId) } })
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const cluster = clusters.data?.data.find(({ nodeServerIds }) => nodeServerIds.includes(serverId))
  return (
    <Page
      title={server?.name ?? 'Server'}
      refusal={refusal}
      isLoading={isLoading && !server}
      actions={server && <ServerCommands server={server} detail={detail.data} clusterName={cluster?.name} />}
    >
      {server && (
        <>
          {isAway(server) && !detail.isLoading && <Away server={server} detail={detail.data} />}
          {isUp(server) && <Failed applications={detail.data?.applications ?? []} />}
          <RolloutsUnderWay serverIds={[serverId]} />
          <Section title="Details">
            <Facts
              facts={{
                Status: <ServerStatus server={server} detail={detail.data} />,
                Cluster: cluster ? <AppLink to={`/clusters/${cluster.id}`}>{cluster.name}</AppLink> : 'None',
                Groups: server.groups.map(({ name }) => name).join(', ') || 'None',
                Version: server.version,
                Host: server.hostIp,
                Agent: server.agentUrl,
                Started: absoluteTime(server.started),
                ...(isAway(server) ? lastWords(detail.data) : leaseFacts(detail.data)),
                ID: server.id,
              }}
            />
          </Section>
          <WhatItRuns serverId={serverId} isUp={isUp(server)} reported={detail.data?.applications ?? []} />
        </>
      )}
    </Page>
  )
}

/** Why a server does not serve, and what to do. */
function Away({ server, detail }: { server: Server; detail: Detail | undefined }) {
  const { isSilent, what, remedy } = absenceOf(server, detail)
  return (
    <Alert type={isSilent ? 'error' : 'warning'} header={what}>
      {detail?.lease && isSilent && 'The server is down, or cannot reach the control plane. '}
      {remedy} It cannot be started from here.
    </Alert>
  )
}

/** The applications that failed, which no list of what runs has. */
const Failed = ({ applications }: Pick<Answer<'GET /v1/servers/{serverId}'>, 'applications'>) =>
  applications
    .filter(({ status }) => status === 'failed')
    .map(({ name, cause }) => (
      <Alert key={name} type="error" header={`Application ${name} failed`}>
        {cause ?? 'Its runtime does not say why.'}
      </Alert>
    ))

/** What the agent of a server that is down said last. */
function lastWords(detail: Detail | undefined): Record<string, ReactNode> {
  if (!detail?.lease) return {}
  const { lastSeenAt, status } = detail.lease
  return {
    'Last heard from': (
      <>
        <Time at={lastSeenAt} />, when it was {status}
      </>
    ),
  }
}

/** What the agent last said, until when that counts, and whether it has all that is wanted of it. */
function leaseFacts(detail: Detail | undefined): Record<string, ReactNode> {
  if (!detail?.lease) return {}
  const { lastSeenAt, endsAt, status, observedGeneration } = detail.lease
  const isBehind = observedGeneration < detail.desiredGeneration
  return {
    'Last check-in': (
      <>
        <Time at={lastSeenAt} />, {status}
      </>
    ),
    'Counts as down': (
      <>
        <Time at={endsAt} />, unless it checks in again
      </>
    ),
    Changes: isBehind ? 'wait for its next check-in' : 'all received by its agent',
  }
}

interface WhatItRunsProps {
  serverId: string
  isUp: boolean
  reported: Detail['applications']
}

/** Its applications and their flows, and how much goes through them. */
function WhatItRuns({ serverId, isUp, reported }: WhatItRunsProps) {
  const path = { serverId }
  const version = useVersionColumn<Application>(reported)
  const columns: readonly Column<Application>[] = [
    ...applicationColumns<Application>(),
    version,
    { id: 'configs', header: 'Configurations', cell: ({ configResources }) => configResources.join(', ') },
  ]
  const applications = useWatch('GET /mmc/api/servers/{serverId}/applications', { path })
  const flows = useWatch('GET /mmc/api/servers/{serverId}/flows', { path })
  useFreshMetrics(serverId)
  const isDown = applications.refusal?.status === 404
  useRefreshOn(isUp)
  return (
    <>
      {isUp && !flows.refusal && <Throughput serverId={serverId} flows={flows.data?.data} />}
      <List<Application>
        title="Applications"
        prefix="applications-"
        items={isUp ? applications.data?.data : []}
        isLoading={applications.isLoading}
        refusal={isDown ? undefined : applications.refusal}
        columns={columns}
        keyOf={({ name }) => name}
        sortedBy="name"
        empty={isUp ? 'No application runs here. Deploy one to it, or to its group or cluster.' : notKnown}
      />
      <RuntimeFlowList
        flows={flows}
        isUp={isUp}
        permission="servers.control"
        routes={{
          start: 'POST /mmc/api/servers/{serverId}/flows/{flowName}/{applicationName}/start',
          stop: 'POST /mmc/api/servers/{serverId}/flows/{flowName}/{applicationName}/stop',
          pause: 'POST /mmc/api/servers/{serverId}/flows/{flowName}/{applicationName}/pause',
        }}
        path={path}
      />
    </>
  )
}

const metricsMilliseconds = 15_000

/** Has the server's agent report metrics for as long as somebody looks: they come with its next check-in, and are watched. */
function useFreshMetrics(serverId: string): void {
  useEffect(() => {
    const ask = () => {
      if (document.hidden) return
      const parts = { path: { serverId }, query: { refreshStats: true } }
      // What is wrong is told where the flows are watched.
      call('GET /mmc/api/servers/{serverId}/flows', parts).catch(() => undefined)
    }
    ask()
    const timer = setInterval(ask, metricsMilliseconds)
    return () => clearInterval(timer)
  }, [serverId])
}
