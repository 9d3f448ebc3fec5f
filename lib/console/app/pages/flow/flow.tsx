import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import { useState } from 'react'
import { useParams } from 'wouter'
import { usePages } from '../../api/pages.ts'
import type { Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Graph } from '../../parts/graph.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { Text } from '../../parts/text.tsx'
import { Time, TimeBy, absoluteTime } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { CommandDialog } from '../flows/command-dialog.tsx'
import { deeds, type Command } from '../flows/commands.ts'
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
  const [asked, setAsked] = useState<Command>()
  if (!may('flows.control')) return null
  const shown = flow.triggerKind === 'on-demand' ? (['run'] as const) : possible[flow.status]
  return (
    <>
      {shown.map((one) => (
        <Button
          key={one}
          variant={one === 'run' || one === 'start' ? 'primary' : 'normal'}
          onClick={() => setAsked(one)}
        >
          {deeds[one]}
        </Button>
      ))}
      {asked && <CommandDialog what={asked} flows={[flow.handle]} onClose={() => setAsked(undefined)} />}
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
      <Section title="State">
        <Facts
          facts={{
            State: <Status of={flow.status} />,
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
            Id: flow.id,
            Source: flow.source && [flow.source.kind, flow.source.label].filter(Boolean).join(' '),
            Destination: flow.destination && [flow.destination.kind, flow.destination.label].filter(Boolean).join(' '),
            Owners: flow.owners.join(', '),
            Tags: Object.entries(flow.tags)
              .map(([key, value]) => `${key}: ${value}`)
              .join(', '),
            Changed: <TimeBy at={flow.updatedAt} by={flow.updatedBy} />,
          }}
        />
      </Section>
      <PlacementSection flow={flow.handle} />
      <FlowGraph flow={flow} runId={may('runs.read') ? lastRun?.id : undefined} />
      {may('runs.read') && (
        <RunList
          title="Runs"
          {...runs}
          empty={
            flow.status === 'active' || flow.triggerKind === 'on-demand'
              ? 'It has not run yet. Run it now, or wait until it is due.'
              : 'It has not run yet. Start it first.'
          }
        />
      )}
      <ExpandableSection variant="container" headerText={`Definition, version ${definition.version}`}>
        <Text label="the definition" value={{ trigger, ...definition }} />
      </ExpandableSection>
    </>
  )
}

/** Why it failed, or will. */
function Warnings({
  flow: { status, statusMessage, lastRun, unresolvedComponents, settingsProblems },
}: {
  flow: Flow
}) {
  return (
    <>
      {status === 'errored' && (
        <Alert type="error" header="The flow is errored">
          {statusMessage ?? 'It will not run until it is started again.'}
        </Alert>
      )}
      {lastRun?.status === 'failed' && (
        <Alert
          type="error"
          header="Its newest run failed"
          action={<AppLink to={`/runs/${lastRun.id}`}>Look at the run</AppLink>}
        >
          {lastRun.cause}
        </Alert>
      )}
      {unresolvedComponents.length > 0 && (
        <Alert
          type="warning"
          header="Nothing executes some of its steps"
          action={<AppLink to="/components">Register a component</AppLink>}
        >
          Components that are neither built in nor registered: {unresolvedComponents.join(', ')}.
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
    <Section title="Steps" description={run && 'With the messages of the newest run'}>
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
