import Button from '@cloudscape-design/components/button'
import { useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List, type Column } from '../../parts/list.tsx'
import { Status } from '../../parts/status.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { RuntimeFlowList } from '../server/runtime-flow-list.tsx'

type Application = Answer<'GET /mmc/api/clusters/{clusterId}/applications'>['data'][number]

const columns: readonly Column<Application>[] = [
  { id: 'name', header: 'Application', cell: ({ name }) => name, by: ({ name }) => name, isRowHeader: true },
  {
    id: 'status',
    header: 'Status',
    cell: ({ status }) => <Status of={status} />,
    by: ({ status }) => status,
    minWidth: 150,
  },
]

const verbs = {
  start: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/start', 'Start'],
  stop: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/stop', 'Stop'],
  restart: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/restart', 'Restart'],
} as const
type Verb = keyof typeof verbs

/** The applications of a cluster and their flows, and the commands for those that are chosen: they go to all of its servers. */
export function WhatItRuns({ clusterId }: { clusterId: string }) {
  const flows = useWatch('GET /mmc/api/clusters/{clusterId}/flows', { path: { clusterId } })
  return (
    <>
      <Applications clusterId={clusterId} />
      <RuntimeFlowList
        flows={flows}
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

function Applications({ clusterId }: { clusterId: string }) {
  const may = useMay()
  const { get, set } = useViewState()
  const [asked, setAsked] = useState<Verb>()
  const { data, isLoading, refusal } = useWatch('GET /mmc/api/clusters/{clusterId}/applications', {
    path: { clusterId },
  })
  const selected = get('applications').split(',').filter(Boolean)
  const chosen = data?.data.filter(({ name }) => selected.includes(name)) ?? []
  return (
    <>
      <List<Application>
        title="Applications"
        prefix="applications-"
        items={data?.data}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ name }) => name}
        sortedBy="name"
        empty="It runs no applications. Deploy one to it."
        selection={
          may('clusters.control')
            ? { selected, onSelect: (keys) => set({ applications: keys.join(',') }), label: ({ name }) => name }
            : undefined
        }
        actions={
          may('clusters.control') &&
          (Object.keys(verbs) as Verb[]).map((verb) => (
            <Button key={verb} disabled={chosen.length === 0} onClick={() => setAsked(verb)}>
              {verbs[verb][1]}
            </Button>
          ))
        }
      />
      {asked && (
        <EachDialog
          deed={verbs[asked][1]}
          items={chosen.map(({ name }) => ({ key: name, label: name }))}
          act={(applicationName) => call(verbs[asked][0], { path: { clusterId, applicationName } })}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}
