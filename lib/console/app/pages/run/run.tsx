import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { useLocation, useParams } from 'wouter'
import { call, type Answer } from '../../api/client.ts'
import { useWatch } from '../../api/watch.ts'
import { AppLink } from '../../parts/app-link.tsx'
import { Facts } from '../../parts/facts.tsx'
import { Graph } from '../../parts/graph.tsx'
import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { Status } from '../../parts/status.tsx'
import { absoluteTime, duration, Time, useNow } from '../../parts/time.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { Messages } from './messages.tsx'
import { flowPath } from '../../parts/flow-path.ts'

type Run = Answer<'GET /v1/runs/{runId}'>

/** One run: how far each step is, what it has counted, and why it failed. */
export function RunPage() {
  const { runId = '' } = useParams<{ runId: string }>()
  const {
    data: run,
    refusal,
    isLoading,
  } = useWatch('GET /v1/runs/{runId}', { path: { runId }, query: { messages: true } })
  return (
    <Page
      title={run ? `Run of ${run.flow}` : 'Run'}
      description={run && `Begun ${absoluteTime(run.startedAt)}`}
      refusal={refusal}
      isLoading={isLoading && !run}
      actions={run && <Commands run={run} />}
    >
      {run && (
        <>
          {run.cause && (
            <Alert type="error" header={run.cause.stepId ? `Step ${run.cause.stepId} failed` : 'It failed'}>
              {run.cause.message}
            </Alert>
          )}
          <RunFacts run={run} />
          <RunGraph run={run} />
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
          Cancel the run
        </Button>
      )}
      {status === 'failed' && (
        <Button variant="primary" loading={isRunning} onClick={() => void retry()}>
          Retry what failed
        </Button>
      )}
    </>
  )
}

function RunFacts({ run }: { run: Run }) {
  useNow(1000)
  const { started, succeeded, errors, cancelled } = run.counters
  const figures = Object.entries(run.figures).map(([name, value]): [string, string] => [
    name,
    value.toLocaleString('en'),
  ])
  return (
    <Section title="State">
      <Facts
        facts={{
          State: <Status of={run.status} />,
          Took: duration(run.startedAt, run.endedAt),
          Flow: <AppLink to={flowPath(run.flow)}>{run.flow}</AppLink>,
          'Begun by': `${run.trigger.kind}, ${run.trigger.by}`,
          'Due at': run.trigger.dueAt && absoluteTime(run.trigger.dueAt),
          'Retry of': run.trigger.of && <AppLink to={`/runs/${run.trigger.of}`}>{run.trigger.of}</AppLink>,
          Messages: `${started} begun, ${succeeded} done, ${errors} failed, ${cancelled} cancelled`,
          Deadline: run.endedAt === undefined ? <Time at={run.deadlineAt} /> : undefined,
          'Cancelled by': run.cancelledBy,
          'Version of the definition': run.definitionVersion,
          ...Object.fromEntries(figures),
        }}
      />
    </Section>
  )
}

/** Its steps as the flow has them now, with what this run has counted. */
function RunGraph({ run }: { run: Run }) {
  const may = useMay()
  const { data: flow } = useWatch(may('flows.read') ? 'GET /v1/flows/{flow}' : undefined, {
    path: { flow: run.flowId },
  })
  const counted = new Map(run.steps.map((step) => [step.id, step]))
  const steps = flow?.definition.steps ?? run.steps.map(({ id }) => ({ id, component: '' }))
  return (
    <Section title="Steps">
      <Graph
        label={`Steps of the run of ${run.flow}`}
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
