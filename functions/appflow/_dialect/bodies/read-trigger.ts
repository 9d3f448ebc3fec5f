import { invalid } from '#core/errors.ts'
import { normaliseExpression, type Trigger } from '#core/flows/trigger.ts'
import type { Configuration } from './configuration.ts'

/** What sets a flow off, in domain words. Throws `input-invalid` for a schedule that is none (docs/dialects/appflow.md 4). */
export function readTrigger({
  triggerConfig: { triggerType, triggerProperties },
  sourceFlowConfig,
}: Pick<Configuration, 'triggerConfig' | 'sourceFlowConfig'>): Trigger {
  if (triggerType === 'OnDemand') return { kind: 'on-demand' }
  if (triggerType === 'Event') return { kind: 'event' }
  const path = ['triggerConfig', 'triggerProperties', 'Scheduled']
  const scheduled = triggerProperties?.Scheduled
  if (!scheduled) throw invalid(path, 'A scheduled flow needs a scheduleExpression.')
  const expression = normaliseExpression(scheduled.scheduleExpression)
  if (!expression) {
    throw invalid(
      [...path, 'scheduleExpression'],
      'The scheduleExpression must be rate(<n><unit>) with a unit of minutes, hours, days, weeks or months, or cron(<six fields>).',
    )
  }
  const { scheduleStartTime: start, scheduleEndTime: end } = scheduled
  if (start !== undefined && end !== undefined && end <= start) {
    throw invalid([...path, 'scheduleEndTime'], 'The scheduleEndTime must be after the scheduleStartTime.')
  }
  return {
    kind: 'schedule',
    expression,
    startAt: readTime(start, [...path, 'scheduleStartTime']),
    endAt: readTime(end, [...path, 'scheduleEndTime']),
    offsetSeconds: scheduled.scheduleOffset,
    pull:
      scheduled.dataPullMode === 'Incremental'
        ? {
            source: JSON.stringify(pulledFrom(sourceFlowConfig)),
            firstFrom: readTime(scheduled.firstExecutionFrom, [...path, 'firstExecutionFrom']),
          }
        : undefined,
    errorsAllowed: scheduled.flowErrorDeactivationThreshold,
  }
}

/** What makes the next run a first one when it changes: bucket and prefix, or for a connector its object. */
function pulledFrom({
  connectorType,
  connectorProfileName,
  sourceConnectorProperties,
}: Configuration['sourceFlowConfig']) {
  const { bucketName, bucketPrefix, object, entityName } = sourceConnectorProperties[connectorType] ?? {}
  return [connectorType, connectorProfileName, bucketName, bucketPrefix, object, entityName]
}

/** Epoch seconds as ISO 8601. A clock time beyond the year 9999 is no time anybody means. */
function readTime(seconds: number | undefined, path: string[]): string | undefined {
  if (seconds === undefined) return undefined
  if (seconds < 0 || seconds > 253_402_300_799)
    throw invalid(path, 'The time must be epoch seconds from 1970 to 9999.', 'range')
  return new Date(seconds * 1000).toISOString()
}
