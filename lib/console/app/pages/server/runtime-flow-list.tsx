import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { prepare, send, type Answer, type Route } from '../../api/client.ts'
import type { Watched } from '../../api/watch.ts'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'

type RuntimeFlows = Answer<'GET /mmc/api/servers/{serverId}/flows'>
type RuntimeFlow = RuntimeFlows['data'][number]

const columns: readonly Column<RuntimeFlow>[] = [
  { id: 'name', header: 'Flow', cell: ({ flowId }) => flowId.name, by: ({ flowId }) => flowId.name, isRowHeader: true },
  {
    id: 'application',
    header: 'Application',
    cell: ({ flowId }) => flowId.application,
    by: ({ flowId }) => flowId.application,
  },
  {
    id: 'status',
    header: 'Status',
    // Of a flow, running is how it should be, and not on the way to something.
    cell: ({ status }) => <Status of={status} as={status === 'RUNNING' ? 'success' : undefined} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
  {
    id: 'events',
    header: 'Messages',
    cell: ({ processedEvents }) => processedEvents.toLocaleString('en'),
    by: ({ processedEvents }) => processedEvents,
  },
  {
    id: 'errors',
    header: 'Errors',
    cell: ({ executionErrors }) => executionErrors.toLocaleString('en'),
    by: ({ executionErrors }) => executionErrors,
  },
  {
    id: 'average',
    header: 'Average',
    cell: ({ averageProcessingTime }) => `${Math.round(averageProcessingTime)} ms`,
    by: ({ averageProcessingTime }) => averageProcessingTime,
  },
]

const verbs = ['start', 'stop', 'pause'] as const
type Verb = (typeof verbs)[number]

const deeds: Readonly<Record<Verb, string>> = { start: 'Start', stop: 'Stop', pause: 'Pause' }

/** Where commands for a flow of a server, or of a cluster as a whole, are sent. */
type CommandRoute = Extract<Route, `POST ${string}/{flowName}/{applicationName}/${Verb}`>

interface RuntimeFlowListProps {
  flows: Watched<RuntimeFlows>
  permission: 'servers.control' | 'clusters.control'
  routes: Readonly<Record<Verb, CommandRoute>>
  /** What the routes take besides the flow. */
  path: { serverId: string } | { clusterId: string }
}

/** The flows of what is deployed, with their figures, and the commands for those that are chosen. */
export function RuntimeFlowList({ flows, permission, routes, path }: RuntimeFlowListProps) {
  const may = useMay()
  const { get, set } = useViewState()
  const [asked, setAsked] = useState<Verb>()
  const selected = get('flows').split(',').filter(Boolean)
  const chosen = flows.data?.data.filter(({ flowId }) => selected.includes(flowId.fullName)) ?? []
  // Nobody who could tell is up: nothing is wrong with what was asked.
  const isDown = flows.refusal?.status === 404
  const act = (verb: Verb) => (key: string) => {
    const flow = chosen.find(({ flowId }) => flowId.fullName === key)?.flowId
    const flowPath = { ...path, flowName: flow?.name ?? '', applicationName: flow?.application ?? '' }
    return send(prepare(routes[verb], { path: flowPath }))
  }
  return (
    <>
      <List<RuntimeFlow>
        title="Flows"
        prefix="flows-"
        items={flows.data?.data}
        isLoading={flows.isLoading}
        refusal={isDown ? undefined : flows.refusal}
        columns={columns}
        keyOf={({ flowId }) => flowId.fullName}
        sortedBy="application"
        empty={isDown ? flows.refusal?.message : 'There are no flows: its applications have none, or there are none.'}
        selection={
          may(permission)
            ? { selected, onSelect: (keys) => set({ flows: keys.join(',') }), label: ({ flowId }) => flowId.fullName }
            : undefined
        }
        actions={
          may(permission) &&
          verbs.map((verb) => (
            <Button key={verb} disabled={chosen.length === 0} onClick={() => setAsked(verb)}>
              {deeds[verb]}
            </Button>
          ))
        }
      />
      {asked && (
        <EachDialog
          deed={deeds[asked]}
          items={chosen.map(({ flowId }) => ({ key: flowId.fullName, label: flowId.fullName }))}
          act={act(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}
