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
  { id: 'id', header: 'Credential', cell: ({ id }) => id, by: ({ id }) => id, isRowHeader: true },
  {
    id: 'description',
    header: 'Description',
    cell: ({ description }) => description ?? '',
    by: ({ description }) => description,
  },
  {
    id: 'created',
    header: 'Stored',
    cell: ({ createdAt, createdBy }) => <TimeBy at={createdAt} by={createdBy} />,
    by: ({ createdAt }) => createdAt,
  },
  {
    id: 'updated',
    header: 'Changed',
    cell: ({ updatedAt, updatedBy }) => <TimeBy at={updatedAt} by={updatedBy} />,
    by: ({ updatedAt }) => updatedAt,
  },
]

/** What steps of flows sign in elsewhere with. */
export default function Credentials() {
  const may = useMay()
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/credentials', 'credentials')
  const { about, ask, close } = useAsked<Credential | 'new'>()
  const actions = changeAndDelete<Credential>({
    deed: 'Replace',
    change: ask,
    remove: (credentialId) => call('DELETE /v1/credentials/{credentialId}', { path: { credentialId } }),
    warning: 'Steps of flows that need it fail until there is one under its id again.',
  })
  return (
    <Page
      title="Credentials"
      description="What steps of flows sign in elsewhere with. Secrets are sealed, given to components, and shown to nobody."
    >
      <List<Credential>
        title="Credentials"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={may('credentials.edit') ? [...columns, actions] : columns}
        keyOf={({ id }) => id}
        sortedBy="id"
        note={hasMore ? 'There are more than these.' : undefined}
        empty="There is none. Store one where a step has to sign in somewhere."
        actions={
          may('credentials.edit') && (
            <Button variant="primary" onClick={() => ask('new')}>
              Store a credential
            </Button>
          )
        }
      />
      {about && <CredentialForm credential={about === 'new' ? undefined : about} onClose={close} />}
    </Page>
  )
}
