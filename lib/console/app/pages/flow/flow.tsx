import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { useState } from 'react'
import { useLocation, useParams } from 'wouter'
import { usePages } from '../../api/pages.ts'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Cause, registerComponent } from '../../parts/cause.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Graph } from '../../parts/graph.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Text } from '../../parts/text.tsx'
import { Time, TimeBy, absoluteTime } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useViewState } from '../../view-state.ts'
import { CommandDialog } from '../flows/command-dialog.tsx'
import { DeleteFlows } from '../flows/delete-flows.tsx'
import { actions, type Command } from '../flows/commands.ts'
import { RunList } from '../runs/run-list.tsx'
import { nextDueTimes, timetableOf } from './due-times.ts'
import { handleIn } from '../../parts/flow-path.ts'
import { PlacementSection } from './placement.tsx'

type Flow = Answer<'GET /v1/flows/{flow}'>

/** One flow: what it does, when, how its runs went, and why the last one failed. */
export function FlowPage() {
  const { flow: parameter = '' } = useParams<{ flow: string }>()
  const reference = handleIn(parameter)
  const { data: flow, refusal, isLoading } = useWatch('GET /v1/flows/{flow}', { path: { flow: reference } })
  return (
    <Page
      title={flow?.label ?? reference}
      description={flow?.description}
      refusal={refusal}
      isLoading={isLoading && !flow}
      actions={flow && <Commands flow={flow} />}
    >
      {flow && !refusal && <Parts flow={flow} />}
    </Page>
  )
}

/** What can be done with it as it is now. */
const possible: Readonly<Record<Flow['status'], readonly Command[]>> = {
  draft: ['start'],
  inactive: ['start'],
  errored: ['start'],
  starting: ['stop'],
  active: ['stop', 'pause', 'run'],
  paused: ['resume', 'stop'],
  stopping: [],
}

function Commands({ flow }: { flow: Flow }) {
  const may = useMay()
  const [, go] = useLocation()
  const [asked, setAsked] = useState<Command>()
  const [isDeleting, setDeleting] = useState(false)
  const isOnDemand = flow.triggerKind === 'on-demand' && flow.status === 'active'
  const shown = !may('flows.control') ? [] : isOnDemand ? (['run'] as const) : possible[flow.status]
  return (
    <>
      {may('flows.edit') && <Button onClick={() => setDeleting(true)}>Delete</Button>}
      {shown.map((one) => (
        <Button
          key={one}
          variant={one === 'run' || one === 'start' ? 'primary' : 'normal'}
          onClick={() => setAsked(one)}
        >
          {actions[one]}
        </Button>
      ))}
      {asked && (
        <CommandDialog
          what={asked}
          flows={[flow.handle]}
          nameOf={() => flow.label}
          onClose={() => setAsked(undefined)}
        />
      )}
      {isDeleting && <DeleteFlows flows={[flow]} onDone={() => go('/flows')} onClose={() => setDeleting(false)} />}
    </>
  )
}

function Parts({ flow }: { flow: Flow }) {
  const may = useMay()
  const { lastRun, trigger, definition } = flow
  const runs = usePages(may('runs.read') ? 'GET /v1/runs' : undefined, 'runs', { flow: flow.handle })
  const due = flow.status === 'active' ? nextDueTimes(trigger, 3) : []
  return (
    <>
      <Warnings flow={flow} />
      <Section title="Details">
        <Facts
          facts={{
            Status: <Status of={flow.status} />,
            Since: <Time at={flow.since} />,
            Trigger: timetableOf(trigger),
            'Next due':
              due.length > 0 ? due.map((at) => <div key={at.getTime()}>{absoluteTime(at.getTime())}</div>) : undefined,
            'Last run': lastRun && (
              <>
                <Status of={lastRun.status} />{' '}
                <AppLink to={`/runs/${lastRun.id}`}>{<Time at={lastRun.startedAt} />}</AppLink>
              </>
            ),
            API: flow.madeBy,
            Handle: flow.handle,
            ID: flow.id,
            Source: flow.source && [flow.source.kind, flow.source.label].filter(Boolean).join(' '),
            Destination: flow.destination && [flow.destination.kind, flow.destination.label].filter(Boolean).join(' '),
            'Owners (user IDs)': flow.owners.join(', '),
            Tags: Object.entries(flow.tags)
              .map(([key, value]) => `${key}: ${value}`)
              .join(', '),
            'Last updated': <TimeBy at={flow.updatedAt} by={flow.updatedBy} />,
          }}
        />
      </Section>
      <PlacementSection flow={flow} />
      <FlowGraph flow={flow} runId={may('runs.read') ? lastRun?.id : undefined} />
      {may('runs.read') && <RunList title="Runs" {...runs} empty={noRuns(flow)} />}
      <ExpandableSection variant="container" headerText={`Definition, version ${definition.version}`}>
        <Text label="the definition" value={{ trigger, ...definition }} />
      </ExpandableSection>
    </>
  )
}

/** What to do to see the first run. */
function noRuns({ status, triggerKind }: Flow): string {
  if (status === 'paused') return 'No runs yet. Resume the flow first.'
  if (status === 'starting' || status === 'stopping') return `No runs yet. The flow is ${status}.`
  if (status !== 'active') return 'No runs yet. Start the flow first.'
  if (triggerKind === 'schedule') return 'No runs yet. Run it now, or wait until it is due.'
  return triggerKind === 'on-demand'
    ? 'No runs yet. Run it now.'
    : `No runs yet. Run it now, or wait for its ${triggerKind}.`
}

/** Why it failed, or will. */
function Warnings({ flow }: { flow: Flow }) {
  const may = useMay()
  const { set } = useViewState()
  const { status, statusMessage, lastRun, unresolvedComponents, settingsProblems } = flow
  return (
    <>
      {status === 'errored' && (
        <Alert type="error" header="The flow has an error">
          {statusMessage ?? 'It does not run until you start it again.'}
        </Alert>
      )}
      {lastRun?.status === 'failed' && (
        <Alert
          type="error"
          header="The latest run failed"
          action={<AppLink to={`/runs/${lastRun.id}`}>View run</AppLink>}
        >
          {lastRun.cause && <Cause message={lastRun.cause} />}
        </Alert>
      )}
      {unresolvedComponents.length > 0 && (
        <Alert
          type="warning"
          header="Some steps of this flow cannot run"
          action={
            flow.triggerKind !== 'on-demand' &&
            may('flows.edit') && <Button onClick={() => set({ do: 'move' })}>Move to runtimes</Button>
          }
        >
          Their components are neither built in nor registered:{' '}
          {unresolvedComponents.map((id, index) => (
            <span key={id}>
              {index > 0 && ', '}
              {may('components.edit') ? <AppLink to={registerComponent(id)}>{id}</AppLink> : id}
            </span>
          ))}
          . Register each component, or move the flow to runtimes that have it.
        </Alert>
      )}
      {settingsProblems.map(({ step, message }) => (
        <Alert key={`${step} ${message}`} type="warning" header={`Settings of step ${step}`}>
          {message}
        </Alert>
      ))}
    </>
  )
}

/** Its steps, with what the newest run has counted on each. */
function FlowGraph({ flow: { label, definition }, runId }: { flow: Flow; runId?: string }) {
  const { data: run } = useWatch(runId ? 'GET /v1/runs/{runId}' : undefined, { path: { runId: runId ?? '' } })
  const counted = new Map(run?.steps.map((step) => [step.id, step]))
  return (
    <Section title="Steps" description={run && 'With the messages of the latest run'}>
      <Graph
        label={`Steps of ${label}`}
        edges={definition.links}
        nodes={definition.steps.map(({ id, component }) => {
          const step = counted.get(id)
          return {
            id,
            detail: component,
            count: step && `${step.in} in, ${step.out} out${step.errors > 0 ? `, ${step.errors} failed` : ''}`,
            isFailed: step !== undefined && step.errors > 0,
          }
        })}
      />
    </Section>
  )
}
