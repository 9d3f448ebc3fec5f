import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import { useFlowNames } from '../../parts/flow-names.ts'
import { Page } from '../../parts/page.tsx'
import { Attention } from './attention.tsx'
import { useEstate } from './estate.ts'
import { Numbers } from './numbers.tsx'
import { problemsOf } from './problems.ts'
import { UnderWay } from './under-way.tsx'

/** What needs attention, then what is under way, then how much there is of everything. */
export function Overview() {
  const { estate, counts, running, isLoading, ...sight } = useEstate()
  const nameOf = useFlowNames((estate.runs?.length ?? 0) + running.length > 0)
  const problems = problemsOf(estate, nameOf)
  const sees = estate.rollouts !== undefined || !sight.forbidden.includes('runs')
  return (
    <Page title="Overview" isLoading={isLoading}>
      <Container
        header={
          <Header variant="h2" counter={problems.length > 0 ? `(${problems.length})` : ''}>
            Needs attention
          </Header>
        }
      >
        <Attention problems={problems} {...sight} />
      </Container>
      {sees && (
        <Container header={<Header variant="h2">Under way</Header>}>
          <UnderWay rollouts={estate.rollouts ?? []} runs={running} nameOf={nameOf} />
        </Container>
      )}
      <Container header={<Header variant="h2">Resources</Header>}>
        {estate.servers || estate.clusters || estate.deployments || !sight.forbidden.includes('flows') ? (
          <Numbers estate={estate} counts={counts} />
        ) : (
          <Box color="text-body-secondary">
            You do not have permission to view servers, clusters, deployments or flows.
          </Box>
        )}
      </Container>
    </Page>
  )
}
