import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { call, type Answer } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { appflowEndpoint } from '../parts/appflow-endpoint.ts'
import { DeleteButton } from '../parts/delete-button.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { SecretOnce } from '../parts/secret-once.tsx'
import { Text } from '../parts/text.tsx'
import { Time } from '../parts/time.tsx'
import { useAsked } from '../parts/use-asked.ts'
import { useCommand } from '../use-command.ts'

type Key = Answer<'GET /v1/access-keys'>['accessKeys'][number]
type NewKey = Answer<'POST /v1/access-keys'>

const columns: readonly Column<Key>[] = [
  {
    id: 'id',
    header: 'Access key ID',
    cell: ({ accessKeyId }) => accessKeyId,
    by: ({ accessKeyId }) => accessKeyId,
    isRowHeader: true,
  },
  { id: 'user', header: 'User', cell: ({ userName }) => userName, by: ({ userName }) => userName },
  {
    id: 'permissions',
    header: 'Permissions',
    cell: ({ permissions }) => (permissions.includes('*') ? 'All' : permissions.join(', ')),
    minWidth: 200,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt }) => <Time at={createdAt} />,
    by: ({ createdAt }) => createdAt,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: ({ accessKeyId }) => (
      <DeleteButton
        name={accessKeyId}
        action="Revoke"
        remove={() => call('DELETE /v1/access-keys/{accessKeyId}', { path: { accessKeyId } })}
      >
        Requests that are signed with this key are refused within a minute.
      </DeleteButton>
    ),
  },
]

/** Key pairs that AWS clients sign with. */
export default function AccessKeys() {
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/access-keys', 'accessKeys')
  const { about, ask, close } = useAsked<NewKey>()
  const { isRunning, run } = useCommand()
  const make = async () => {
    const made = await run('Creating the access key', () => call('POST /v1/access-keys', { body: {} }))
    if (made) ask(made)
  }
  return (
    <Page
      title="Access keys"
      description="Key pairs with which AWS clients sign requests to Sluice. They are not AWS keys."
    >
      <List<Key>
        title="Access keys"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ accessKeyId }) => accessKeyId}
        sortedBy="created:down"
        note={hasMore ? 'More access keys exist than are listed.' : undefined}
        empty="No access keys. Create one to use the AWS CLI or an SDK with your own permissions."
        actions={
          <Button variant="primary" loading={isRunning} onClick={() => void make()}>
            Create access key
          </Button>
        }
      />
      {about && (
        <SecretOnce
          title="Your access key"
          secrets={{ 'Access key ID': about.accessKeyId, 'Secret access key': about.secretAccessKey }}
          onClose={close}
        >
          <Box>To use it with the AWS CLI or an SDK, set these variables in your shell:</Box>
          <Text label="the shell commands" value={linesOf(about)} />
        </SecretOnce>
      )}
    </Page>
  )
}

const linesOf = ({ accessKeyId, secretAccessKey }: NewKey): string =>
  [
    `export AWS_ACCESS_KEY_ID=${accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${secretAccessKey}`,
    'export AWS_DEFAULT_REGION=us-east-1',
    `aws appflow list-flows --endpoint-url ${appflowEndpoint()}`,
  ].join('\n')
