import Box from '@cloudscape-design/components/box'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import { useState } from 'react'
import type { Answer } from '../../api/client.ts'
import { usePages } from '../../api/pages.ts'
import { appflowEndpoint } from '../../parts/appflow-endpoint.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Choice } from '../../parts/choice.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Page } from '../../parts/page.tsx'
import { Status } from '../../parts/status.tsx'
import { Time, TimeBy } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { CommandDialog } from './command-dialog.tsx'
import { commands, actions, type Command } from './commands.ts'
import { DeleteFlows } from './delete-flows.tsx'
import { namesOf } from '../../parts/flow-names.ts'
import { flowPath } from '../../parts/flow-path.ts'

type Flow = Answer<'GET /v1/flows'>['flows'][number]

const columnsWith = (nameOf: (handle: string) => string): readonly Column<Flow>[] => [
  {
    id: 'label',
    header: 'Flow',
    cell: ({ handle }) => <AppLink to={flowPath(handle)}>{nameOf(handle)}</AppLink>,
    by: ({ handle, label }) => `${label} ${handle}`,
    isRowHeader: true,
    minWidth: 180,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 130,
  },
  { id: 'trigger', header: 'Trigger', cell: ({ triggerKind }) => triggerKind, by: ({ triggerKind }) => triggerKind },
  { id: 'made', header: 'API', cell: ({ madeBy }) => madeBy, by: ({ madeBy }) => madeBy },
  {
    id: 'last',
    header: 'Last run',
    cell: ({ lastRun }) =>
      lastRun ? (
        <>
          <Status of={lastRun.status} /> <AppLink to={`/runs/${lastRun.id}`}>{<Time at={lastRun.startedAt} />}</AppLink>
        </>
      ) : (
        '–'
      ),
    by: ({ lastRun }) => lastRun?.startedAt,
    minWidth: 180,
  },
  {
    id: 'updated',
    header: 'Last updated',
    cell: ({ updatedAt, updatedBy }) => <TimeBy at={updatedAt} by={updatedBy} />,
    by: ({ updatedAt }) => updatedAt,
    minWidth: 170,
  },
]

const filters = [
  <Choice
    key="status"
    label="Status"
    name="status"
    all="Any"
    options={['draft', 'inactive', 'starting', 'active', 'paused', 'stopping', 'errored']}
  />,
  <Choice
    key="trigger"
    label="Trigger"
    name="trigger"
    all="Any"
    options={['on-demand', 'schedule', 'webhook', 'event']}
  />,
  <Choice key="madeBy" label="API" name="madeBy" all="Any" options={['appflow', 'flow-manager', 'oih']} />,
]

/** Flows of every dialect: found, looked at, and told what to do, one or several at once. */
export function Flows() {
  const { get, set } = useViewState()
  const may = useMay()
  const filter = { madeBy: get('madeBy'), status: get('status'), triggerKind: get('trigger') }
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/flows', 'flows', filter)
  const [asked, setAsked] = useState<Command | 'delete'>()
  const names = namesOf(items ?? [])
  const nameOf = (handle: string) => names.get(handle) ?? handle
  const known = new Set(items?.map(({ handle }) => handle))
  const selected = get('selected')
    .split(',')
    .filter((handle) => known.has(handle))
  const choices = [
    ...(may('flows.control') ? commands.map((id) => ({ id, text: actions[id] })) : []),
    ...(may('flows.edit') ? [{ id: 'delete', text: 'Delete' }] : []),
  ]
  const close = () => setAsked(undefined)
  const isFiltered = Object.values(filter).some(Boolean)
  return (
    <Page title="Flows" description="Flows of all APIs.">
      <List<Flow>
        title="Flows"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columnsWith(nameOf)}
        keyOf={({ handle }) => handle}
        sortedBy="label"
        note={hasMore ? 'More flows exist. Use the filters to find them.' : undefined}
        empty={isFiltered ? 'No flows match the filters.' : <NoFlows />}
        selection={
          choices.length > 0
            ? {
                selected,
                onSelect: (keys) => set({ selected: keys.join(',') }),
                label: ({ handle }) => nameOf(handle),
              }
            : undefined
        }
        filters={filters}
        actions={
          choices.length > 0 && (
            <ButtonDropdown
              disabled={selected.length === 0}
              items={choices}
              onItemClick={({ detail }) => setAsked(detail.id as Command | 'delete')}
            >
              {selected.length > 1 ? `Actions for ${selected.length} flows` : 'Actions'}
            </ButtonDropdown>
          )
        }
      />
      {asked && <Dialog what={asked} flows={selected} nameOf={nameOf} onClose={close} />}
    </Page>
  )
}

interface DialogProps {
  what: Command | 'delete'
  flows: readonly string[]
  nameOf: (handle: string) => string
  onClose: () => void
}

/** Asks before what was chosen is done to the chosen flows. */
function Dialog({ what, flows, nameOf, onClose }: DialogProps) {
  const { set } = useViewState()
  if (what !== 'delete') return <CommandDialog what={what} flows={flows} nameOf={nameOf} onClose={onClose} />
  const named = flows.map((handle) => ({ handle, label: nameOf(handle) }))
  return <DeleteFlows flows={named} onDone={() => set({ selected: '' })} onClose={onClose} />
}

const NoFlows = () => (
  <Box>
    <p>No flows. Create one through one of the APIs, for example:</p>
    <Box variant="code">
      aws appflow create-flow --endpoint-url {appflowEndpoint()} --cli-input-json file://samples/nightly-flow.json
    </Box>
  </Box>
)
