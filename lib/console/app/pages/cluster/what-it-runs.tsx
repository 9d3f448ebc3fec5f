import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useMemo, useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { useRefreshOn, useWatch } from '../../api/watch.ts'
import { applicationColumns } from '../../parts/application-columns.tsx'
import { acceptedWords, notKnown, usePendingCommands } from '../../parts/pending-commands.tsx'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import type { Detail } from '../server/absence.ts'
import { RuntimeFlowList } from '../server/runtime-flow-list.tsx'
import { useVersionColumn } from '../server/version-column.tsx'
import { failuresOf, type Failure } from './failures.tsx'

type Application = Answer<'GET /mmc/api/clusters/{clusterId}/applications'>['data'][number]

const verbs = {
  start: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/start', 'Start', 'started'],
  stop: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/stop', 'Stop', 'stopped'],
  restart: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/restart', 'Restart', 'started'],
} as const
type Verb = keyof typeof verbs

interface WhatItRunsProps {
  clusterId: string
  isUp: boolean
  /** What each of its servers reports. */
  details: readonly Detail[]
}

/** The applications of a cluster and their flows, and the commands for those that are chosen: they go to all of its servers. */
export function WhatItRuns({ clusterId, isUp, details }: WhatItRunsProps) {
  const flows = useWatch('GET /mmc/api/clusters/{clusterId}/flows', { path: { clusterId } })
  useRefreshOn(isUp)
  return (
    <>
      <Applications clusterId={clusterId} isUp={isUp} details={details} />
      <RuntimeFlowList
        flows={flows}
        isUp={isUp}
        permission="clusters.control"
        routes={{
          start: 'POST /mmc/api/clusters/{clusterId}/flows/{flowName}/{applicationName}/start',
          stop: 'POST /mmc/api/clusters/{clusterId}/flows/{flowName}/{applicationName}/stop',
          pause: 'POST /mmc/api/clusters/{clusterId}/flows/{flowName}/{applicationName}/pause',
        }}
        path={{ clusterId }}
      />
    </>
  )
}

/** Where each application failed stands beside its status, which the API words for the cluster as a whole. */
function useColumns(
  pending: ReturnType<typeof usePendingCommands>,
  details: readonly Detail[],
): readonly Column<Application>[] {
  const version = useVersionColumn<Application>(details.flatMap(({ applications }) => applications))
  const failures = failuresOf(details)
  const [name, status] = applicationColumns<Application>(pending)
  if (!name || !status) return [version]
  const withFailures = (item: Application) => {
    const where = failures.filter(({ application }) => application === item.name).map(({ serverName }) => serverName)
    if (where.length === 0) return status.cell(item)
    return <StatusIndicator type="error">failed on {where.join(', ')}</StatusIndicator>
  }
  return [name, { ...status, cell: withFailures }, version]
}

/** The applications that the API lists, and those it leaves out because they failed on all servers that have them. */
const withFailed = (listed: readonly Application[], failures: readonly Failure[]): Application[] => [
  ...listed,
  ...[...new Set(failures.map(({ application }) => application))]
    .filter((name) => !listed.some((one) => one.name === name))
    .map((name) => ({ name, status: 'failed' })),
]

function Applications({ clusterId, isUp, details }: WhatItRunsProps) {
  const may = useMay()
  const { get, set } = useViewState()
  const [asked, setAsked] = useState<Verb>()
  const { data, isLoading, refusal } = useWatch('GET /mmc/api/clusters/{clusterId}/applications', {
    path: { clusterId },
  })
  const selected = get('applications').split(',').filter(Boolean)
  const chosen = data?.data.filter(({ name }) => selected.includes(name)) ?? []
  const pending = usePendingCommands(
    useMemo(() => data && new Map(data.data.map(({ name, status }) => [name, status])), [data]),
  )
  const columns = useColumns(pending, details)
  const act = (verb: Verb) => async (applicationName: string) => {
    await call(verbs[verb][0], { path: { clusterId, applicationName } })
    if (verb !== 'restart') pending.note(applicationName, { action: verbs[verb][1], goal: verbs[verb][2] })
  }
  return (
    <>
      <List<Application>
        title="Applications"
        prefix="applications-"
        items={isUp ? data && withFailed(data.data, failuresOf(details)) : []}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ name }) => name}
        sortedBy="name"
        empty={isUp ? 'No application runs on this cluster. Deploy one to it.' : notKnown}
        selection={
          may('clusters.control')
            ? { selected, onSelect: (keys) => set({ applications: keys.join(',') }), label: ({ name }) => name }
            : undefined
        }
        actions={
          may('clusters.control') &&
          (Object.keys(verbs) as Verb[]).map((verb) => (
            <Button
              key={verb}
              disabled={chosen.length === 0}
              disabledReason="Choose applications in the list first."
              onClick={() => setAsked(verb)}
            >
              {verbs[verb][1]}
            </Button>
          ))
        }
      />
      {asked && (
        <EachDialog
          action={verbs[asked][1]}
          items={chosen.map(({ name }) => ({ key: name, label: name }))}
          done={acceptedWords(verbs[asked][1])}
          act={act(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}
