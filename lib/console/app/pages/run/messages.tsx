import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Table from '@cloudscape-design/components/table'
import Header from '@cloudscape-design/components/header'
import type { Answer } from '../../api/client.ts'
import { Cause } from '../../parts/cause.tsx'
import { Status } from '../../parts/status.tsx'
import { Text } from '../../parts/text.tsx'
import { Time } from '../../parts/time.tsx'

type Step = Answer<'GET /v1/runs/{runId}'>['steps'][number]
type Message = NonNullable<Step['messages']>[number] & { stepId: string }

/** The newest messages of each step, what they carry where that may be seen, and why they failed. */
export function Messages({ steps }: { steps: readonly Step[] }) {
  const messages = steps.flatMap(({ id, messages: some = [] }) => some.map((one): Message => ({ ...one, stepId: id })))
  return (
    <Table<Message>
      items={messages}
      trackBy="id"
      wrapLines
      stickyColumns={{ first: 1 }}
      enableKeyboardNavigation
      header={
        <Header variant="h2" counter={`(${messages.length})`} description="The last ten messages of each step">
          Messages
        </Header>
      }
      empty="No messages are kept."
      columnDefinitions={[
        { id: 'step', header: 'Step', cell: ({ stepId }) => stepId, isRowHeader: true, minWidth: 120 },
        { id: 'status', header: 'Status', cell: ({ status }) => <Status of={status} />, minWidth: 140 },
        { id: 'made', header: 'Created', cell: ({ createdAt }) => <Time at={createdAt} />, minWidth: 130 },
        { id: 'size', header: 'Bytes', cell: ({ sizeBytes }) => sizeBytes.toLocaleString('en') },
        {
          id: 'cause',
          header: 'Cause of failure',
          cell: ({ cause }) => (cause ? <Cause message={cause} /> : '–'),
          minWidth: 200,
        },
        {
          id: 'content',
          header: 'Content',
          minWidth: 160,
          cell: ({ id, content }) =>
            content === undefined ? (
              ''
            ) : (
              <ExpandableSection headerText="Show">
                <Text label={`the content of message ${id}`} value={content} />
              </ExpandableSection>
            ),
        },
      ]}
    />
  )
}
