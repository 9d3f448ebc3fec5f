import Button from '@cloudscape-design/components/button'
import { useContext } from 'react'
import { call, type Answer } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { DeleteButton } from '../parts/delete-button.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { TimeBy } from '../parts/time.tsx'
import { useAsked } from '../parts/use-asked.ts'
import { SessionContext } from '../session.ts'
import { UserForm } from './access/user-form.tsx'

type User = Answer<'GET /v1/users'>['users'][number]

const columns: readonly Column<User>[] = [
  { id: 'name', header: 'User', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true },
  {
    id: 'permissions',
    header: 'Permissions',
    cell: ({ permissions }) => (permissions.includes('*') ? 'All' : permissions.join(', ') || 'None'),
    by: ({ permissions }) => permissions.join(' '),
    minWidth: 260,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt, createdBy }) => <TimeBy at={createdAt} by={createdBy} />,
    by: ({ createdAt }) => createdAt,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: ({ name }) => <DeleteUser name={name} />,
  },
]

/** Nobody deletes themselves. */
function DeleteUser({ name }: { name: string }) {
  const who = useContext(SessionContext)
  if (name === who.name) return <>You</>
  return (
    <DeleteButton name={name} remove={() => call('DELETE /v1/users/{name}', { path: { name } })}>
      The user is signed out, and the user's access keys stop working, within a minute. Flows that only this user owns
      have no owner afterwards.
    </DeleteButton>
  )
}

/** Who signs in with a name and a password. */
export default function Users() {
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/users', 'users')
  const { about, ask, close } = useAsked<'new'>()
  return (
    <Page
      title="Users"
      description="People and programs that sign in with a name and a password. To change a user's password or permissions, delete and create the user again."
    >
      <List<User>
        title="Users"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ name }) => name}
        sortedBy="name"
        note={hasMore ? 'More users exist than are listed.' : undefined}
        empty="No users."
        actions={
          <Button variant="primary" onClick={() => ask('new')}>
            Create user
          </Button>
        }
      />
      {about && <UserForm onClose={close} />}
    </Page>
  )
}
