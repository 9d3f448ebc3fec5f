import Button from '@cloudscape-design/components/button'
import { call } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { changeAndDelete } from '../parts/change-and-delete.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { TimeBy } from '../parts/time.tsx'
import { useAsked } from '../parts/use-asked.ts'
import { useMay } from '../session.ts'
import { CredentialForm, type Credential } from './credentials/credential-form.tsx'

const columns: readonly Column<Credential>[] = [
  { id: 'id', header: 'Credential ID', cell: ({ id }) => id, by: ({ id }) => id, isRowHeader: true },
  {
    id: 'description',
    header: 'Description',
    cell: ({ description }) => description ?? '',
    by: ({ description }) => description,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt, createdBy }) => <TimeBy at={createdAt} by={createdBy} />,
    by: ({ createdAt }) => createdAt,
  },
  {
    id: 'updated',
    header: 'Last updated',
    cell: ({ updatedAt, updatedBy }) => <TimeBy at={updatedAt} by={updatedBy} />,
    by: ({ updatedAt }) => updatedAt,
  },
]

/** What steps of flows sign in to other systems with. */
export default function Credentials() {
  const may = useMay()
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/credentials', 'credentials')
  const { about, ask, close } = useAsked<Credential | 'new'>()
  const actions = changeAndDelete<Credential>({
    action: 'Edit',
    change: ask,
    remove: (credentialId) => call('DELETE /v1/credentials/{credentialId}', { path: { credentialId } }),
    warning: 'Steps of flows that use this credential fail until a credential with this ID is created again.',
  })
  return (
    <Page
      title="Credentials"
      description="Secrets with which steps of flows sign in to other systems. They are encrypted, passed to components only, and never shown."
    >
      <List<Credential>
        title="Credentials"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={may('credentials.edit') ? [...columns, actions] : columns}
        keyOf={({ id }) => id}
        sortedBy="id"
        note={hasMore ? 'More credentials exist than are listed.' : undefined}
        empty="No credentials. Create one for a step that has to sign in to another system."
        actions={
          may('credentials.edit') && (
            <Button variant="primary" onClick={() => ask('new')}>
              Create credential
            </Button>
          )
        }
      />
      {about && <CredentialForm credential={about === 'new' ? undefined : about} onClose={close} />}
    </Page>
  )
}
