import Box from '@cloudscape-design/components/box'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState, type ReactNode } from 'react'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Page } from '../../parts/page.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { standOf } from '../deployments/stand.ts'
import { progressOf } from '../rollouts/progress.ts'
import { isUp } from '../server/is-up.ts'
import { problemsOf, type Estate, type Problem } from './problems.ts'

/** What is wrong now, then what is under way, then how much there is of everything. */
export function Overview() {
  const { estate, underWay, isLoading } = useEstate()
  const problems = problemsOf(estate)
  return (
    <Page title="Overview" isLoading={isLoading}>
      <Container
        header={
          <Header variant="h2" counter={problems.length > 0 ? `(${problems.length})` : ''}>
            What is wrong now
          </Header>
        }
      >
        {problems.length === 0 ? (
          <StatusIndicator type="success">Nothing that is known of is wrong</StatusIndicator>
        ) : (
          <Problems problems={problems} />
        )}
      </Container>
      <Container header={<Header variant="h2">Under way</Header>}>
        {underWay.length === 0 ? (
          <Box color="text-body-secondary">Nothing.</Box>
        ) : (
          <SpaceBetween size="xs">{underWay}</SpaceBetween>
        )}
      </Container>
      <Numbers estate={estate} />
    </Page>
  )
}

/** Everything that the overview is made of, of what may be seen. */
function useEstate() {
  const may = useMay()
  // Of a day ago when the page was opened: a time that moved would be another request each second.
  const [dayAgo] = useState(() => new Date(Math.floor(Date.now() / 60_000) * 60_000 - 86_400_000).toISOString())
  const servers = useWatch(may('servers.read') ? 'GET /mmc/api/servers' : undefined, {})
  const clusters = useWatch(may('clusters.read') ? 'GET /mmc/api/clusters' : undefined, {})
  const deployments = useWatch(may('deployments.read') ? 'GET /mmc/api/deployments' : undefined, {})
  const rollouts = useWatch(may('clusters.read') ? 'GET /v1/rollouts' : undefined, { query: { newestFirst: true } })
  const flows = useWatch(may('flows.read') ? 'GET /v1/flows' : undefined, {
    query: { status: 'errored', maxResults: 100 },
  })
  const runs = useWatch(may('runs.read') ? 'GET /v1/runs' : undefined, {
    query: { status: ['failed'], from: dayAgo, maxResults: 100 },
  })
  const running = useWatch(may('runs.read') ? 'GET /v1/runs' : undefined, {
    query: { status: ['in-progress', 'cancelling'], maxResults: 20 },
  })
  const estate: Estate = {
    servers: servers.data?.data,
    clusters: clusters.data?.data,
    deployments: deployments.data?.data,
    rollouts: rollouts.data?.rollouts,
    flows: flows.data?.flows,
    runs: runs.data?.runs,
  }
  const underWay: ReactNode[] = [
    ...(estate.rollouts ?? [])
      .filter(({ status }) => status === 'running' || status === 'pending')
      .map(({ id, kind, target, status, servers: steps }) => (
        <div key={id}>
          <Status of={status} /> <AppLink to={`/rollouts/${id}`}>{`${kind} of ${target.name}`}</AppLink>:{' '}
          {progressOf(steps).words}
        </div>
      )),
    ...(running.data?.runs ?? []).map(({ id, flow, status, startedAt }) => (
      <div key={id}>
        <Status of={status} /> <AppLink to={`/runs/${id}`}>{`Run of ${flow}`}</AppLink>, begun <Time at={startedAt} />
      </div>
    )),
  ]
  const isLoading = [servers, clusters, deployments, rollouts, flows, runs].some((one) => one.isLoading && !one.data)
  return { estate, underWay, isLoading }
}

const Problems = ({ problems }: { problems: readonly Problem[] }) => (
  <SpaceBetween size="s">
    {problems.map(({ id, severity, what, why, to, since }) => (
      <div key={id}>
        <StatusIndicator type={severity}>
          <AppLink to={to}>{what}</AppLink>
        </StatusIndicator>
        <Box color="text-body-secondary">
          {why} {since && <Time at={since} />}
        </Box>
      </div>
    ))}
  </SpaceBetween>
)

/** How much there is, and where to begin where there is nothing. */
function Numbers({ estate: { servers, clusters, deployments } }: { estate: Estate }) {
  const numbers = [
    servers && {
      label: 'Servers up',
      to: '/servers',
      value: `${servers.filter(isUp).length} of ${servers.length}`,
      hint: servers.length === 0 && 'Create an enrolment token and start an agent with it.',
    },
    clusters && {
      label: 'Clusters',
      to: '/clusters',
      value: String(clusters.length),
      hint: clusters.length === 0 && 'Form one of servers that are up.',
    },
    deployments && {
      label: 'Deployments in place',
      to: '/deployments',
      value: `${deployments.filter((one) => standOf(one) === 'deployed').length} of ${deployments.length}`,
      hint: deployments.length === 0 && 'Upload an application, then deploy it.',
    },
  ].filter((one) => one !== undefined)
  return (
    <Container header={<Header variant="h2">What there is</Header>}>
      <ColumnLayout columns={3} variant="text-grid">
        {numbers.map(({ label, to, value, hint }) => (
          <div key={label}>
            <Box variant="awsui-key-label">
              <AppLink to={to}>{label}</AppLink>
            </Box>
            <Box fontSize="display-l" fontWeight="light">
              {value}
            </Box>
            {hint && <Box color="text-body-secondary">{hint}</Box>}
          </div>
        ))}
      </ColumnLayout>
    </Container>
  )
}
