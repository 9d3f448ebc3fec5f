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
  { id: 'id', header: 'Component', cell: ({ id }) => id, by: ({ id }) => id, isRowHeader: true },
  {
    id: 'description',
    header: 'Description',
    cell: ({ description }) => description ?? '',
    by: ({ description }) => description,
  },
  {
    id: 'endpoint',
    header: 'Called at',
    cell: ({ endpoint }) => endpoint,
    by: ({ endpoint }) => endpoint,
    minWidth: 200,
  },
  {
    id: 'functions',
    header: 'Functions',
    cell: ({ functions }) => functions.join(', ') || 'any',
    by: ({ functions }) => functions.join(' '),
  },
  {
    id: 'timeout',
    header: 'Timeout',
    cell: ({ timeoutSeconds }) => `${timeoutSeconds} s`,
    by: ({ timeoutSeconds }) => timeoutSeconds,
  },
  { id: 'signed', header: 'Calls are signed', cell: ({ hasSigningSecret }) => (hasSigningSecret ? 'yes' : 'no') },
  {
    id: 'updated',
    header: 'Changed',
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
    deed: 'Change',
    change: ask,
    remove: (componentId) => call('DELETE /v1/components/{componentId}', { path: { componentId } }),
    warning: 'Steps of flows that need it fail until there is one under its id again.',
  })
  return (
    <Page title="Components" description="What executes steps of flows, besides the components that are built in.">
      <List<Component>
        title="Registered components"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={may('components.edit') ? [...columns, actions] : columns}
        keyOf={({ id }) => id}
        sortedBy="id"
        note={hasMore ? 'There are more than these.' : undefined}
        empty="None is registered. Steps can use the built-in ones; register the URL or Lambda function of one of your own to add to them."
        actions={
          may('components.edit') && (
            <Button variant="primary" onClick={() => ask('new')}>
              Register a component
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
