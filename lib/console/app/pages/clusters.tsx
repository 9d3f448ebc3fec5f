import Button from '@cloudscape-design/components/button'
import type { Answer } from '../api/client.ts'
import { useWatch } from '../api/watch.ts'
import { AppLink } from '../parts/app-link.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { Status } from '../parts/status.tsx'
import { Time } from '../parts/time.tsx'
import { useMay } from '../session.ts'
import { useViewState } from '../view-state.ts'
import { FormCluster } from './clusters/form-cluster.tsx'

type Cluster = Answer<'GET /mmc/api/clusters'>['data'][number]

const columns: readonly Column<Cluster>[] = [
  {
    id: 'name',
    header: 'Cluster',
    cell: ({ id, name }) => <AppLink to={`/clusters/${id}`}>{name}</AppLink>,
    by: ({ name }) => name,
    isRowHeader: true,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ clusterStatus }) => <Status of={clusterStatus} />,
    by: ({ clusterStatus }) => clusterStatus,
    minWidth: 150,
  },
  { id: 'nodes', header: 'Nodes', cell: ({ status }) => status, by: ({ nodesUpCount }) => nodesUpCount },
  {
    id: 'flows',
    header: 'Flows running on nodes',
    cell: ({ runningServices, totalServices }) =>
      totalServices < 0 ? 'not known' : `${runningServices} of ${totalServices}`,
    by: ({ runningServices }) => runningServices,
  },
  { id: 'version', header: 'Version', cell: ({ version }) => version, by: ({ version }) => version },
  {
    id: 'restarted',
    header: 'Restarted',
    cell: ({ lastRestarted }) => <Time at={lastRestarted} />,
    by: ({ lastRestarted }) => lastRestarted,
  },
]

/** Servers that run the same applications together. */
export default function Clusters() {
  const { get, set } = useViewState()
  const may = useMay()
  const { data, isLoading, refusal } = useWatch('GET /mmc/api/clusters', {})
  return (
    <Page
      title="Clusters"
      description="Servers that run the same applications together, and are restarted one after the other."
    >
      <List<Cluster>
        title="Clusters"
        items={data?.data}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="name"
        empty="There is no cluster yet. Form one of one to eight servers that are up, in no cluster and of one version."
        actions={
          may('clusters.edit') && (
            <Button variant="primary" onClick={() => set({ form: 'yes' })}>
              Form a cluster
            </Button>
          )
        }
      />
      {get('form') && may('clusters.edit') && <FormCluster onClose={() => set({ form: '' })} />}
    </Page>
  )
}
