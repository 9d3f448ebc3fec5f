import Button from '@cloudscape-design/components/button'
import { useMemo, useState } from 'react'
import { prepare, send, type Answer, type Route } from '../../api/client.ts'
import type { Watched } from '../../api/watch.ts'
import { acceptedWords, notKnown, StatusAndPending, usePendingCommands } from '../../parts/pending-commands.tsx'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'

type RuntimeFlows = Answer<'GET /mmc/api/servers/{serverId}/flows'>
type RuntimeFlow = RuntimeFlows['data'][number]

const columnsWith = (pending: ReturnType<typeof usePendingCommands>): readonly Column<RuntimeFlow>[] => [
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
    cell: ({ status, flowId }) => (
      <StatusAndPending
        of={status}
        as={status === 'RUNNING' ? 'success' : undefined}
        command={pending.of(flowId.fullName)}
      />
    ),
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
    // Below 0 while nothing was measured.
    cell: ({ averageProcessingTime: average }) => (average < 0 ? '–' : `${Math.round(average)} ms`),
    by: ({ averageProcessingTime }) => averageProcessingTime,
  },
]

const verbs = ['start', 'stop', 'pause'] as const
type Verb = (typeof verbs)[number]

const actions: Readonly<Record<Verb, string>> = { start: 'Start', stop: 'Stop', pause: 'Pause' }
const participles: Readonly<Record<Verb, string>> = { start: 'started', stop: 'stopped', pause: 'paused' }
const goals: Readonly<Record<Verb, string>> = { start: 'RUNNING', stop: 'STOPPED', pause: 'PAUSED' }

/** Whether there is anything to do: a flow that is stopped is neither stopped nor paused, unless another thing was asked for since. */
const canBe = (verb: Verb, status: string, goal = status): boolean =>
  [status, goal].some((one) => one !== goals[verb] && !(verb === 'pause' && one === 'STOPPED'))

/** Where commands for a flow of a server, or of a cluster as a whole, are sent. */
type CommandRoute = Extract<Route, `POST ${string}/{flowName}/{applicationName}/${Verb}`>

interface RuntimeFlowListProps {
  flows: Watched<RuntimeFlows>
  permission: 'servers.control' | 'clusters.control'
  routes: Readonly<Record<Verb, CommandRoute>>
  /** Whether there is a runtime that could tell. */
  isUp: boolean
  /** What the routes take besides the flow. */
  path: { serverId: string } | { clusterId: string }
}

/** The flows of what is deployed, with their figures, and the commands for those that are chosen. */
export function RuntimeFlowList({ flows, isUp, permission, routes, path }: RuntimeFlowListProps) {
  const may = useMay()
  const { get, set } = useViewState()
  const [asked, setAsked] = useState<Verb>()
  const selected = get('flows').split(',').filter(Boolean)
  const known = flows.data?.data
  const pending = usePendingCommands(
    useMemo(() => known && new Map(known.map(({ flowId, status }) => [flowId.fullName, status])), [known]),
  )
  // What cannot be done with a flow as it is, is left out.
  const chosenFor = (verb: Verb) =>
    known?.filter(
      ({ flowId: { fullName }, status }) =>
        selected.includes(fullName) && canBe(verb, status, pending.of(fullName)?.goal),
    ) ?? []
  // Nobody who could tell is up: nothing is wrong with what was asked.
  const isDown = flows.refusal?.status === 404
  const act = (verb: Verb) => async (key: string) => {
    const flow = known?.find(({ flowId }) => flowId.fullName === key)?.flowId
    const flowPath = { ...path, flowName: flow?.name ?? '', applicationName: flow?.application ?? '' }
    await send(prepare(routes[verb], { path: flowPath }))
    pending.note(key, { action: actions[verb], goal: goals[verb] })
  }
  return (
    <>
      <List<RuntimeFlow>
        title="Flows"
        prefix="flows-"
        items={isUp ? known : []}
        isLoading={flows.isLoading}
        refusal={isDown ? undefined : flows.refusal}
        columns={columnsWith(pending)}
        keyOf={({ flowId }) => flowId.fullName}
        sortedBy="application"
        empty={isUp ? 'There are no flows: its applications have none, or there are none.' : notKnown}
        selection={may(permission) ? selectionOf(selected, (flows) => set({ flows })) : undefined}
        actions={
          may(permission) &&
          verbs.map((verb) => (
            <CommandButton
              key={verb}
              verb={verb}
              hasSelection={selected.length > 0}
              isPossible={chosenFor(verb).length > 0}
              onClick={() => setAsked(verb)}
            />
          ))
        }
      />
      {asked && (
        <EachDialog
          action={actions[asked]}
          items={chosenFor(asked).map(({ flowId }) => ({ key: flowId.fullName, label: flowId.fullName }))}
          done={acceptedWords(actions[asked])}
          act={act(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}

const selectionOf = (selected: readonly string[], choose: (keys: string) => void) => ({
  selected,
  onSelect: (keys: string[]) => choose(keys.join(',')),
  label: ({ flowId }: RuntimeFlow) => flowId.fullName,
})

interface CommandButtonProps {
  verb: Verb
  hasSelection: boolean
  /** Whether any of the chosen flows can be told so. */
  isPossible: boolean
  onClick: () => void
}

const CommandButton = ({ verb, hasSelection, isPossible, onClick }: CommandButtonProps) => (
  <Button
    disabled={!isPossible}
    disabledReason={
      hasSelection
        ? `None of the chosen flows can be ${participles[verb]} as it is.`
        : 'Choose flows in the list first.'
    }
    onClick={onClick}
  >
    {actions[verb]}
  </Button>
)
