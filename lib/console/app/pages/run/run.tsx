import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useLocation, useParams } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Cause } from '../../parts/cause.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Graph } from '../../parts/graph.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { absoluteTime, Duration } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { triggerText } from '../runs/trigger-text.ts'
import { Messages } from './messages.tsx'
import { flowPath } from '../../parts/flow-path.ts'

type Run = Answer<'GET /v1/runs/{runId}'>
type Flow = Answer<'GET /v1/flows/{flow}'>

/** What the usual figures of steps are called. */
const figureNames: Readonly<Record<string, string>> = {
  bytesProcessed: 'Bytes processed',
  bytesWritten: 'Bytes written',
  recordsProcessed: 'Records processed',
}

/** One run: how far each step is, what it has counted, and why it failed. */
export function RunPage() {
  const { runId = '' } = useParams<{ runId: string }>()
  const {
    data: run,
    refusal,
    isLoading,
  } = useWatch('GET /v1/runs/{runId}', { path: { runId }, query: { messages: true } })
  const may = useMay()
  const { data: flow } = useWatch(run && may('flows.read') ? 'GET /v1/flows/{flow}' : undefined, {
    path: { flow: run?.flowId ?? '' },
  })
  return (
    <Page
      title={run ? `Run of ${flow?.label ?? run.flow}` : 'Run'}
      description={run && `Started ${absoluteTime(run.startedAt)}, ${triggerText(run.trigger)}`}
      refusal={refusal}
      isLoading={isLoading && !run}
      actions={run && <Commands run={run} />}
    >
      {run && (
        <>
          {run.cause && (
            <Alert type="error" header={run.cause.stepId ? `Step ${run.cause.stepId} failed` : 'The run failed'}>
              <Cause message={run.cause.message} />
            </Alert>
          )}
          <RunFacts run={run} flow={flow} />
          <RunGraph run={run} flow={flow} />
          <Messages steps={run.steps} />
        </>
      )}
    </Page>
  )
}

function Commands({ run: { id, status } }: { run: Run }) {
  const may = useMay()
  const [, go] = useLocation()
  const { isRunning, run } = useCommand()
  if (!may('flows.control')) return null
  const retry = async () => {
    const another = await run('Retrying', () => call('POST /v1/runs/{runId}/retry', { path: { runId: id } }))
    if (another) go(`/runs/${another.id}`)
  }
  const cancel = () =>
    run(
      'Cancelling',
      () => call('POST /v1/runs/{runId}/cancel', { path: { runId: id } }),
      () => 'The run is being cancelled.',
    )
  return (
    <>
      {status === 'in-progress' && (
        <Button loading={isRunning} onClick={() => void cancel()}>
          Cancel run
        </Button>
      )}
      {status === 'failed' && (
        <Button variant="primary" loading={isRunning} onClick={() => void retry()}>
          Retry failed messages
        </Button>
      )}
    </>
  )
}

function RunFacts({ run, flow }: { run: Run; flow?: Flow }) {
  const { started, succeeded, errors, cancelled } = run.counters
  const figures = Object.entries(run.figures).map(([name, value]): [string, string] => [
    figureNames[name] ?? name,
    value.toLocaleString('en'),
  ])
  return (
    <Section title="Details">
      <Facts
        facts={{
          Status: <Status of={run.status} />,
          Duration: <Duration from={run.startedAt} to={run.endedAt} />,
          Flow: <AppLink to={flowPath(run.flow)}>{flow?.label ?? run.flow}</AppLink>,
          'Flow handle': flow && flow.label !== run.flow ? run.flow : undefined,
          'Started by': triggerText(run.trigger),
          'Due at': run.trigger.dueAt && absoluteTime(run.trigger.dueAt),
          'Retry of': run.trigger.of && <AppLink to={`/runs/${run.trigger.of}`}>{run.trigger.of}</AppLink>,
          Messages: `${started} started, ${succeeded} succeeded, ${errors} failed, ${cancelled} cancelled`,
          Deadline: run.endedAt === undefined ? absoluteTime(run.deadlineAt) : undefined,
          'Cancelled by': run.cancelledBy,
          'Definition version': run.definitionVersion,
          ...Object.fromEntries(figures),
        }}
      />
    </Section>
  )
}

/** Its steps as the flow has them now, with what this run has counted. */
function RunGraph({ run, flow }: { run: Run; flow?: Flow }) {
  const counted = new Map(run.steps.map((step) => [step.id, step]))
  const steps = flow?.definition.steps ?? run.steps.map(({ id }) => ({ id, component: '' }))
  return (
    <Section title="Steps">
      <Graph
        label={`Steps of the run of ${flow?.label ?? run.flow}`}
        edges={flow?.definition.links ?? []}
        nodes={steps.map(({ id, component }) => {
          const { in: taken = 0, out = 0, errors = 0 } = counted.get(id) ?? {}
          return {
            id,
            detail: component,
            count: counted.has(id) ? `${taken} in, ${out} out${errors > 0 ? `, ${errors} failed` : ''}` : 'not reached',
            isFailed: errors > 0,
          }
        })}
      />
    </Section>
  )
}
