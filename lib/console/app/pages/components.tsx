import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { call } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { changeAndDelete } from '../parts/change-and-delete.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { TimeBy } from '../parts/time.tsx'
import { useAsked } from '../parts/use-asked.ts'
import { useMay } from '../session.ts'
import { useViewState } from '../view-state.ts'
import { ComponentForm, type Component } from './components/component-form.tsx'

const columns: readonly Column<Component>[] = [
  {
    id: 'id',
    header: 'Component ID',
    cell: ({ id, description }) => (
      <>
        {id}
        {description && <Box color="text-body-secondary">{description}</Box>}
      </>
    ),
    by: ({ id, description = '' }) => `${id} ${description}`,
    isRowHeader: true,
    minWidth: 170,
  },
  {
    id: 'endpoint',
    header: 'Endpoint',
    cell: ({ endpoint }) => endpoint,
    by: ({ endpoint }) => endpoint,
    minWidth: 200,
  },
  {
    id: 'functions',
    header: 'Functions',
    cell: ({ functions }) => functions.join(', ') || 'Any',
    by: ({ functions }) => functions.join(' '),
  },
  {
    id: 'timeout',
    header: 'Calls',
    cell: ({ timeoutSeconds, hasSigningSecret }) =>
      `Timeout ${timeoutSeconds} s, ${hasSigningSecret ? 'signed' : 'not signed'}`,
    by: ({ timeoutSeconds }) => timeoutSeconds,
    minWidth: 110,
  },
  {
    id: 'updated',
    header: 'Last updated',
    cell: ({ updatedAt, updatedBy }) => <TimeBy at={updatedAt} by={updatedBy} />,
    by: ({ updatedAt }) => updatedAt,
  },
]

/** What executes steps of flows besides what is built in. */
export default function Components() {
  const may = useMay()
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/components', 'components')
  const { get, set } = useViewState()
  const { about, ask, close: forget } = useAsked<Component | 'new'>()
  // A link may say what is to be registered.
  const wanted = get('register')
  const close = () => {
    forget()
    set({ register: '' })
  }
  const actions = changeAndDelete<Component>({
    action: 'Edit',
    change: ask,
    remove: (componentId) => call('DELETE /v1/components/{componentId}', { path: { componentId } }),
    warning: 'Steps of flows that use this component fail until a component with this ID is registered again.',
  })
  return (
    <Page
      title="Components"
      description="Your own components, which run steps of flows in addition to the built-in ones."
    >
      <List<Component>
        title="Registered components"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={may('components.edit') ? [...columns, actions] : columns}
        keyOf={({ id }) => id}
        sortedBy="id"
        note={hasMore ? 'More components exist than are listed.' : undefined}
        empty="No components are registered. Steps can use the built-in components. Register an HTTPS URL or a Lambda function to add your own."
        actions={
          may('components.edit') && (
            <Button variant="primary" onClick={() => ask('new')}>
              Register component
            </Button>
          )
        }
      />
      {(about ?? wanted) && may('components.edit') && (
        <ComponentForm component={typeof about === 'object' ? about : undefined} id={wanted} onClose={close} />
      )}
    </Page>
  )
}
