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
import { commands, deeds, type Command } from './commands.ts'
import { flowPath } from '../../parts/flow-path.ts'

type Flow = Answer<'GET /v1/flows'>['flows'][number]

const columns: readonly Column<Flow>[] = [
  {
    id: 'label',
    header: 'Flow',
    cell: ({ handle, label }) => <AppLink to={flowPath(handle)}>{label}</AppLink>,
    by: ({ label }) => label,
    isRowHeader: true,
    minWidth: 180,
  },
  {
    id: 'status',
    header: 'State',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 120,
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
        'none'
      ),
    by: ({ lastRun }) => lastRun?.startedAt,
    minWidth: 180,
  },
  {
    id: 'updated',
    header: 'Changed',
    cell: ({ updatedAt, updatedBy }) => <TimeBy at={updatedAt} by={updatedBy} />,
    by: ({ updatedAt }) => updatedAt,
  },
]

const filters = [
  <Choice
    key="status"
    label="State"
    name="status"
    all="any"
    options={['draft', 'inactive', 'starting', 'active', 'paused', 'stopping', 'errored']}
  />,
  <Choice
    key="trigger"
    label="Trigger"
    name="trigger"
    all="any"
    options={['on-demand', 'schedule', 'webhook', 'event']}
  />,
  <Choice key="madeBy" label="API" name="madeBy" all="any" options={['appflow', 'flow-manager', 'oih']} />,
]

/** Flows of every dialect: found, looked at, and told what to do, one or several at once. */
export function Flows() {
  const { get, set } = useViewState()
  const may = useMay()
  const filter = { madeBy: get('madeBy'), status: get('status'), triggerKind: get('trigger') }
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/flows', 'flows', filter)
  const [asked, setAsked] = useState<Command>()
  const known = new Set(items?.map(({ handle }) => handle))
  const selected = get('selected')
    .split(',')
    .filter((handle) => known.has(handle))
  const isFiltered = Object.values(filter).some(Boolean)
  return (
    <Page title="Flows" description="Flows of every API, whichever made them.">
      <List<Flow>
        title="Flows"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ handle }) => handle}
        sortedBy="label"
        note={hasMore ? 'There are more than these. Filter to find the others.' : undefined}
        empty={isFiltered ? 'No flow fits the filter.' : <NoFlows />}
        selection={
          may('flows.control')
            ? {
                selected,
                onSelect: (keys) => set({ selected: keys.join(',') }),
                label: ({ label }) => label,
              }
            : undefined
        }
        filters={filters}
        actions={
          may('flows.control') && (
            <ButtonDropdown
              disabled={selected.length === 0}
              items={commands.map((id) => ({ id, text: deeds[id] }))}
              onItemClick={({ detail }) => setAsked(detail.id as Command)}
            >
              {selected.length > 1 ? `Do with ${selected.length} flows` : 'Do with the flow'}
            </ButtonDropdown>
          )
        }
      />
      {asked && <CommandDialog what={asked} flows={selected} onClose={() => setAsked(undefined)} />}
    </Page>
  )
}

const NoFlows = () => (
  <Box>
    <p>There are no flows yet. Make one through the API that you know, for example</p>
    <Box variant="code">
      aws appflow create-flow --endpoint-url {appflowEndpoint()} --cli-input-json file://samples/nightly-flow.json
    </Box>
  </Box>
)
