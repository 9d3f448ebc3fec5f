import Box from '@cloudscape-design/components/box'
import ColumnLayout from '@cloudscape-design/components/column-layout'
import type { ReactNode } from 'react'
import type { Answer } from '../../api/client.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { standOf } from '../deployments/stand.ts'
import { isUp } from '../server/is-up.ts'
import { hasTargets, type Estate } from './problems.ts'

type Counts = Answer<'GET /v1/flow-counts'>

/** How much there is, and where to begin where there is nothing. */
export function Numbers({ estate: { servers, clusters, deployments }, counts }: { estate: Estate; counts?: Counts }) {
  const inPlace = deployments?.filter((one) => standOf(one) === 'deployed' && hasTargets(one)).length
  const numbers = [
    counts && {
      label: 'Flows active',
      to: '/flows',
      value: `${counts.byStatus.active} of ${counts.total}`,
      hint: counts.total === 0 ? 'Make one through the API that you know.' : <ByStatus counts={counts} />,
    },
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
      value: `${inPlace} of ${deployments.length}`,
      hint: deployments.length === 0 && 'Upload an application, then deploy it.',
    },
  ].filter((one) => one !== undefined)
  return (
    <ColumnLayout columns={numbers.length} variant="text-grid" minColumnWidth={170}>
      {numbers.map((one) => (
        <Figure key={one.label} {...one} />
      ))}
    </ColumnLayout>
  )
}

interface FigureProps {
  label: string
  to: string
  value: string
  hint: ReactNode
}

const Figure = ({ label, to, value, hint }: FigureProps) => (
  <div>
    <Box variant="awsui-key-label">
      <AppLink to={to}>{label}</AppLink>
    </Box>
    <Box fontSize="display-l" fontWeight="light">
      {value}
    </Box>
    {hint && <Box color="text-body-secondary">{hint}</Box>}
  </div>
)

/** Each status that flows are in, with the way to those. */
const ByStatus = ({ counts: { byStatus } }: { counts: Counts }) =>
  (Object.keys(byStatus) as (keyof typeof byStatus)[])
    .filter((status) => byStatus[status] > 0)
    .map((status) => (
      <div key={status}>
        <AppLink to={`/flows?status=${status}`}>{`${byStatus[status]} ${status}`}</AppLink>
      </div>
    ))
