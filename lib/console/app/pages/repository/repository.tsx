import Button from '@cloudscape-design/components/button'
import { useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { UploadDialog } from './upload-dialog.tsx'
import { UploadList } from './upload-list.tsx'

/** A version of an application, with the deployments that name it. */
interface Row {
  id: string
  version: string
  application: string
  deployments: readonly { id: string; name: string }[]
}

const columns: readonly Column<Row>[] = [
  {
    id: 'application',
    header: 'Application',
    cell: ({ application }) => application,
    by: ({ application }) => application,
    minWidth: 160,
  },
  {
    id: 'version',
    header: 'Version',
    cell: ({ id, version }) => <AppLink to={`/repository/${id}`}>{version}</AppLink>,
    by: ({ version }) => version,
    isRowHeader: true,
    minWidth: 140,
  },
  {
    id: 'deployments',
    header: 'Deployments',
    cell: ({ deployments }) =>
      deployments.length === 0
        ? 'None'
        : deployments.map(({ id, name }) => (
            <div key={id}>
              <AppLink to={`/deployments/${id}`}>{name}</AppLink>
            </div>
          )),
    by: ({ deployments }) => deployments.map(({ name }) => name).join(' '),
    minWidth: 160,
  },
]

/** The archives there are, and the way to bring further ones. */
export function Repository() {
  const { get, set } = useViewState()
  const may = useMay()
  const { rows, refusal, isLoading } = useRows()
  const selected = get('selected').split(',').filter(Boolean)
  const chosen = rows?.filter(({ id }) => selected.includes(id)) ?? []
  return (
    <Page
      title="Repository"
      description="Versions of applications that can be deployed."
      actions={
        may('applications.edit') && (
          <Button variant="primary" onClick={() => set({ do: 'upload' })}>
            Upload archive
          </Button>
        )
      }
    >
      <UploadList versionIds={rows?.map(({ id }) => id)} />
      <List<Row>
        title="Versions"
        items={rows}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="application"
        empty="No applications. Upload an archive to deploy it."
        selection={{
          selected,
          onSelect: (keys) => set({ selected: keys.join(',') }),
          label: ({ application, version }) => `${application} ${version}`,
        }}
        actions={<ForChosen chosen={chosen} />}
      />
      {get('do') === 'upload' && <UploadDialog onClose={() => set({ do: '' })} />}
    </Page>
  )
}

/** What can be done with the chosen versions. */
function ForChosen({ chosen }: { chosen: readonly Row[] }) {
  const may = useMay()
  const { get, set } = useViewState()
  const [, go] = useLocation()
  const naming = [...new Set(chosen.flatMap(({ deployments }) => deployments.map(({ name }) => name)))]
  const ids = chosen.map(({ id }) => id).join(',')
  return (
    <>
      {may('deployments.edit') && (
        <Button disabled={chosen.length === 0} onClick={() => go(`/deployments/new?applications=${ids}`)}>
          Deploy
        </Button>
      )}
      {may('applications.edit') && (
        <Button disabled={chosen.length === 0} onClick={() => set({ do: 'delete' })}>
          Delete
        </Button>
      )}
      {get('do') === 'delete' && chosen.length > 0 && (
        <EachDialog
          action="Delete"
          items={chosen.map(({ id, application, version }) => ({ key: id, label: `${application} ${version}` }))}
          act={(applicationId) => call('DELETE /mmc/api/repository/{applicationId}', { path: { applicationId } })}
          done="deleted."
          onDone={() => set({ selected: '' })}
          onClose={() => set({ do: '' })}
        >
          Servers that run it keep running it. A server that has to fetch it later fails to deploy it.
          {naming.length > 0 && ` Deployments that use it: ${naming.join(', ')}.`}
        </EachDialog>
      )}
    </>
  )
}

function useRows() {
  const may = useMay()
  const { data, refusal, isLoading } = useWatch('GET /mmc/api/repository', {})
  const deployments = useWatch(may('deployments.read') ? 'GET /mmc/api/deployments' : undefined, {})
  const rows = data?.data.flatMap(({ name: application, versions }) =>
    versions.map(({ id, name: version }): Row => {
      const naming = deployments.data?.data.filter(({ applications }) => applications.includes(id)) ?? []
      return { id, version, application, deployments: naming }
    }),
  )
  return { rows, refusal, isLoading }
}
