import Button from '@cloudscape-design/components/button'
import { useLocation } from 'wouter'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Choice } from '../../parts/choice.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { Status } from '../../parts/status.tsx'
import { Time } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { useNames } from './names.ts'
import { standOf } from './stand.ts'

type Deployment = Answer<'GET /mmc/api/deployments'>['data'][number]

const columnsWith = (names: ReturnType<typeof useNames>): readonly Column<Deployment>[] => [
  {
    id: 'name',
    header: 'Deployment',
    cell: ({ id, name }) => <AppLink to={`/deployments/${id}`}>{name}</AppLink>,
    by: ({ name }) => name,
    isRowHeader: true,
    minWidth: 160,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (deployment) => <Status of={standOf(deployment)} />,
    by: standOf,
    minWidth: 130,
  },
  {
    id: 'applications',
    header: 'Applications',
    cell: ({ applications }) => applications.map(names.version).join(', '),
    by: ({ applications }) => applications.map(names.version).join(' '),
    minWidth: 180,
  },
  {
    id: 'targets',
    header: 'Targets',
    cell: ({ clusterNames, servers }) => [...clusterNames, ...servers.map(names.server)].join(', ') || 'None',
    by: ({ clusterNames, servers }) => [...clusterNames, ...servers.map(names.server)].join(' '),
    minWidth: 180,
  },
  {
    id: 'changed',
    header: 'Last updated',
    cell: ({ lastModified }) => <Time at={Date.parse(lastModified)} />,
    by: ({ lastModified }) => Date.parse(lastModified),
  },
]

/** The deployments there are, and whether what they say runs where they say. */
export function Deployments() {
  const { get } = useViewState()
  const may = useMay()
  const [, go] = useLocation()
  const { data, refusal, isLoading } = useWatch('GET /mmc/api/deployments', {})
  const names = useNames()
  const status = get('status')
  return (
    <Page
      title="Deployments"
      description="Which application versions run on which targets."
      actions={
        may('deployments.edit') && (
          <Button variant="primary" onClick={() => go('/deployments/new')}>
            Create deployment
          </Button>
        )
      }
    >
      <List<Deployment>
        title="Deployments"
        items={data?.data.filter((one) => status === '' || standOf(one) === status)}
        isLoading={isLoading}
        refusal={refusal}
        columns={columnsWith(names)}
        keyOf={({ id }) => id}
        sortedBy="name"
        filters={[
          <Choice
            key="status"
            label="Status"
            name="status"
            all="Any"
            options={['undeployed', 'in-progress', 'deployed', 'drifted', 'failed', 'deleting']}
          />,
        ]}
        empty={
          status ? (
            'No deployments match the filter.'
          ) : (
            <>
              No deployments. Upload an archive to the <AppLink to="/repository">repository</AppLink>, then deploy it.
            </>
          )
        }
      />
    </Page>
  )
}
