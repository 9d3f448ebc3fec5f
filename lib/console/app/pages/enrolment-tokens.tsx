import Button from '@cloudscape-design/components/button'
import { call, type Answer } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { DeleteButton } from '../parts/delete-button.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { SecretOnce } from '../parts/secret-once.tsx'
import { Time, TimeBy } from '../parts/time.tsx'
import { useAsked } from '../parts/use-asked.ts'
import { useViewState } from '../view-state.ts'
import { HowToEnrol } from './access/how-to-enrol.tsx'
import { TokenForm, type NewToken } from './access/token-form.tsx'

type Token = Answer<'GET /v1/enrolment-tokens'>['enrolmentTokens'][number]

const columns: readonly Column<Token>[] = [
  { id: 'id', header: 'Token ID', cell: ({ id }) => id, by: ({ id }) => id, isRowHeader: true },
  { id: 'uses', header: 'Uses', cell: ({ uses, maxUses }) => `${uses} of ${maxUses}`, by: ({ uses }) => uses },
  { id: 'registers', header: 'Registers servers', cell: ({ autoRegister }) => (autoRegister ? 'Yes' : 'No') },
  {
    id: 'expires',
    header: 'Expires',
    cell: ({ expiresAt }) => <Time at={expiresAt} />,
    by: ({ expiresAt }) => expiresAt,
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
    cell: ({ id }) => (
      <DeleteButton
        name={id}
        action="Revoke"
        remove={() => call('DELETE /v1/enrolment-tokens/{tokenId}', { path: { tokenId: id } })}
      >
        No further runtime can enrol with this token. Runtimes that have enrolled with it stay enrolled.
      </DeleteButton>
    ),
  },
]

/** What permits runtimes to enrol. */
export default function EnrolmentTokens() {
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/enrolment-tokens', 'enrolmentTokens')
  const { get, set } = useViewState()
  const { about, ask, close } = useAsked<NewToken>()
  return (
    <Page
      title="Enrolment tokens"
      description="Tokens with which agents of runtimes enrol. Each expires and can be used a limited number of times."
    >
      <List<Token>
        title="Enrolment tokens"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="created:down"
        note={hasMore ? 'More tokens exist than are listed.' : undefined}
        empty="No enrolment tokens. Create one to enrol runtimes."
        actions={
          <Button variant="primary" onClick={() => set({ new: 'yes' })}>
            Create token
          </Button>
        }
      />
      {get('new') && (
        <TokenForm
          onMade={(made) => {
            set({ new: '' })
            ask(made)
          }}
          onClose={() => set({ new: '' })}
        />
      )}
      {about && (
        <SecretOnce title="Enrolment token created" secrets={{ Token: about.token }} onClose={close}>
          <HowToEnrol token={about} />
        </SecretOnce>
      )}
    </Page>
  )
}
