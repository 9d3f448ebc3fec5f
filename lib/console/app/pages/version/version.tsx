import Button from '@cloudscape-design/components/button'
import { useLocation, useParams } from 'wouter'
import type { Answer } from '../../api/client.ts'
import { bareId } from '../../api/ids.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { TimeBy } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { sizeText } from '../repository/archive-names.ts'

type Version = Answer<'GET /v1/versions/{versionId}'>
type Flow = Version['flows'][number]

const columns: readonly Column<Flow>[] = [
  { id: 'name', header: 'Flow', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true, minWidth: 140 },
  { id: 'kind', header: 'Type', cell: ({ kind }) => kind, by: ({ kind }) => kind },
  {
    id: 'endpoints',
    header: 'Inbound endpoints',
    cell: ({ endpoints }) =>
      endpoints.length === 0 ? 'None' : endpoints.map(({ id, address }) => <div key={id}>{address}</div>),
    by: ({ endpoints }) => endpoints.map(({ address }) => address).join(' '),
    minWidth: 220,
  },
]

/** One version of an application: its archive, what its configuration declares, and who deploys it. */
export function VersionPage() {
  const { versionId = '' } = useParams<{ versionId: string }>()
  const may = useMay()
  const [, go] = useLocation()
  const { data, refusal, isLoading } = useWatch('GET /v1/versions/{versionId}', {
    path: { versionId: bareId(versionId) },
  })
  const deployments = useWatch(may('deployments.read') ? 'GET /mmc/api/deployments' : undefined, {})
  const naming = deployments.data?.data.filter(({ applications }) => applications.includes(versionId)) ?? []
  return (
    <Page
      title={data ? `${data.applicationName} ${data.name}` : 'Version'}
      refusal={refusal}
      isLoading={isLoading && !data}
      actions={
        may('deployments.edit') && (
          <Button variant="primary" onClick={() => go(`/deployments/new?applications=${versionId}`)}>
            Deploy
          </Button>
        )
      }
    >
      {data && !refusal && (
        <>
          <Section title="Archive">
            <Facts
              facts={{
                Size: sizeText(data.sizeBytes),
                'SHA-256': data.sha256,
                Uploaded: <TimeBy at={data.createdAt} by={data.createdBy} />,
                Deployments:
                  naming.length === 0
                    ? 'None'
                    : naming.map(({ id, name }) => (
                        <div key={id}>
                          <AppLink to={`/deployments/${id}`}>{name}</AppLink>
                        </div>
                      )),
              }}
            />
          </Section>
          <List<Flow>
            title="Flows"
            items={data.flows}
            columns={columns}
            keyOf={({ name }) => name}
            empty="No flows were found in the configuration of this version."
          />
        </>
      )}
    </Page>
  )
}
