import Button from '@cloudscape-design/components/button'
import { useMemo, useState } from 'react'
import { call, type Answer } from '../../api/client.ts'
import { useRefreshOn, useWatch } from '../../api/watch.ts'
import { applicationColumns } from '../../parts/application-columns.tsx'
import { acceptedWords, notKnown, useAskedFor } from '../../parts/asked-for.tsx'
import { EachDialog } from '../../parts/each-dialog.tsx'
import { List } from '../../parts/list.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { RuntimeFlowList } from '../server/runtime-flow-list.tsx'

type Application = Answer<'GET /mmc/api/clusters/{clusterId}/applications'>['data'][number]

const verbs = {
  start: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/start', 'Start', 'started'],
  stop: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/stop', 'Stop', 'stopped'],
  restart: ['POST /mmc/api/clusters/{clusterId}/applications/{applicationName}/restart', 'Restart', 'started'],
} as const
type Verb = keyof typeof verbs

/** The applications of a cluster and their flows, and the commands for those that are chosen: they go to all of its servers. */
export function WhatItRuns({ clusterId, isUp }: { clusterId: string; isUp: boolean }) {
  const flows = useWatch('GET /mmc/api/clusters/{clusterId}/flows', { path: { clusterId } })
  useRefreshOn(isUp)
  return (
    <>
      <Applications clusterId={clusterId} isUp={isUp} />
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

function Applications({ clusterId, isUp }: { clusterId: string; isUp: boolean }) {
  const may = useMay()
  const { get, set } = useViewState()
  const [asked, setAsked] = useState<Verb>()
  const { data, isLoading, refusal } = useWatch('GET /mmc/api/clusters/{clusterId}/applications', {
    path: { clusterId },
  })
  const selected = get('applications').split(',').filter(Boolean)
  const chosen = data?.data.filter(({ name }) => selected.includes(name)) ?? []
  const wishes = useAskedFor(
    useMemo(() => data && new Map(data.data.map(({ name, status }) => [name, status])), [data]),
  )
  const act = (verb: Verb) => async (applicationName: string) => {
    await call(verbs[verb][0], { path: { clusterId, applicationName } })
    if (verb !== 'restart') wishes.note(applicationName, { deed: verbs[verb][1], goal: verbs[verb][2] })
  }
  return (
    <>
      <List<Application>
        title="Applications"
        prefix="applications-"
        items={isUp ? data?.data : []}
        isLoading={isLoading}
        refusal={refusal}
        columns={applicationColumns<Application>(wishes)}
        keyOf={({ name }) => name}
        sortedBy="name"
        empty={isUp ? 'It runs no applications. Deploy one to it.' : notKnown}
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
          done={acceptedWords(verbs[asked][1])}
          act={act(asked)}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  )
}
