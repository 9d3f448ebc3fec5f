import { flowArn, userArn, type AwsPlace } from '../flows/arns.ts'
import type { Definition } from '../flows/definition.ts'
import type { Flow } from '../flows/flow.ts'
import type { Trigger } from '../flows/trigger.ts'
import { executionMessage } from '../transfers/transfer-error.ts'
import { endsOf, objectOf, systemOf } from './appflow-ends.ts'
import { causeText } from './cause-text.ts'
import { isOver, type Run, type RunStatus } from './run.ts'

/**
 * What AppFlow tells on the bus of the runs of flows that were made through it (docs/dialects/appflow.md 11). Detail types and
 * members are AppFlow's own, every value is a string; the source is ours, because nobody but AWS may publish as `aws.…`.
 */
export interface AppflowReport {
  source: 'sluice.appflow'
  type: string
  at: string
  detail: Readonly<Record<string, string>>
  resources: string[]
}

/** What a report says besides the run: the flow, what it did when the run began, and where its ARN is. */
export interface Reported {
  flow: Pick<Flow, 'handle' | 'createdBy' | 'triggerKind'>
  definition: Definition
  place: AwsPlace
}

/** The moment of a run that a change of its item is, if it is reported. */
export function reportedMoment(before: Run | undefined, after: Run): 'start' | 'end' | undefined {
  if (after.madeBy !== 'appflow') return undefined
  if (!before) return 'start'
  return isOver(after) && !isOver(before) ? 'end' : undefined
}

/** That a run has begun. */
export const startReport = (run: Run, reported: Reported): AppflowReport =>
  report('AppFlow Start Flow Run Report', run.startedAt, reported, ofRun(run))

const wireOutcome: Readonly<Partial<Record<RunStatus, string>>> = {
  succeeded: 'Execution Successful',
  failed: 'Execution Failed',
  cancelled: 'Execution Canceled',
}

/** How a run has ended. */
export function endReport(run: Run, reported: Reported): AppflowReport {
  const { figures, status, endedAt = run.updatedAt } = run
  return report('AppFlow End Flow Run Report', endedAt, reported, {
    ...ofRun(run),
    'end-time': wireTime(endedAt),
    'num-of-records-processed': String(figures.recordsProcessed ?? 0),
    'num-of-records-filtered': String(figures.recordsFiltered ?? 0),
    'num-of-record-failures': String(figures.putFailures ?? 0),
    'num-of-documents-processed': '0',
    'data-processed': String(figures.bytesProcessed ?? 0),
    status: wireOutcome[status] ?? '',
    ...(status === 'failed' ? { error: executionMessage(causeText(run)) } : {}),
  })
}

/** Whether a change of a flow's item is its deactivation: nothing else leaves a message on an inactive flow. */
export const isDeactivation = (before: Flow | undefined, after: Flow): boolean =>
  after.madeBy === 'appflow' &&
  before?.status === 'active' &&
  after.status === 'inactive' &&
  after.statusMessage !== undefined

/** That a scheduled flow was suspended because its runs kept failing. */
export const deactivationReport = (flow: Flow, reported: Omit<Reported, 'flow'>): AppflowReport =>
  report(
    'AppFlow Scheduled Flow Deactivated',
    flow.since,
    { flow, ...reported },
    { 'deactivation-reason': flow.statusMessage ?? '', 'deactivation-time': wireTime(flow.since) },
  )

function report(
  type: string,
  at: string,
  { flow, definition, place }: Reported,
  more: AppflowReport['detail'],
): AppflowReport {
  const arn = flowArn(place, flow.handle)
  const { source, destination } = endsOf(definition)
  const detail = {
    'flow-name': flow.handle,
    'created-by': userArn(place, flow.createdBy),
    'flow-arn': arn,
    source: systemOf(source),
    destination: systemOf(destination),
    'source-object': objectOf(source),
    'destination-object': objectOf(destination),
    'trigger-type': wireTrigger[flow.triggerKind],
    ...more,
  }
  return { source: 'sluice.appflow', type, at, detail, resources: [arn] }
}

const wireTrigger: Readonly<Record<Trigger['kind'], string>> = {
  'on-demand': 'ONDEMAND',
  schedule: 'SCHEDULED',
  event: 'EVENT',
  webhook: 'EVENT',
}

/** What the reports of one run have in common. */
const ofRun = ({ id, startedAt, window }: Run): AppflowReport['detail'] => ({
  'execution-id': id,
  'start-time': wireTime(startedAt),
  ...(window ? { 'incremental-transfer-time-range': `${wireTime(window.startAt)}/${wireTime(window.endAt)}` } : {}),
})

const wireTime = (at: string): string => `${at}[UTC]`
