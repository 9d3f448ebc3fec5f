import { describe, expect, test } from 'vitest'
import type { Definition } from '../../../lib/core/flows/definition.ts'
import { transferComponent, transferStepId } from '../../../lib/core/flows/transfer-step.ts'
import {
  deactivationReport,
  endReport,
  isDeactivation,
  reportedMoment,
  startReport,
} from '../../../lib/core/runs/appflow-reports.ts'
import { beginRun, transferMessages } from '../../../lib/core/runs/begin-run.ts'
import type { Run } from '../../../lib/core/runs/run.ts'
import { storedFlow } from '../../_harness/flow-items.ts'

const place = { region: 'eu-west-1', accountId: '123456789012' }
const startedAt = '2026-11-24T16:00:00.125Z'
const endedAt = '2026-11-24T16:00:09.000Z'
const flow = storedFlow({ name: 'test', status: 'active', triggerKind: 'on-demand', trigger: { kind: 'on-demand' } })
const definition = (source: object, destination: object): Definition => ({
  steps: [
    {
      id: transferStepId,
      component: transferComponent,
      settings: { sourceFlowConfig: source, destinationFlowConfigList: [destination], tasks: [] },
    },
  ],
  links: [],
  details: {},
})
const s3 = (side: 'source' | 'destination', bucketName: string, bucketPrefix?: string) => ({
  connectorType: 'S3',
  [`${side}ConnectorProperties`]: { S3: { bucketName, bucketPrefix } },
})
const reported = { flow, place, definition: definition(s3('source', 'src', '/in/'), s3('destination', 'dst')) }
const trigger = { kind: 'on-demand', at: startedAt, by: 'ann' } as const
const run = (more: Partial<Run> = {}): Run => ({
  ...beginRun(flow, { id: 'run-1', trigger, first: transferMessages }).after,
  ...more,
})

const common = {
  'flow-name': 'test',
  'created-by': 'arn:aws:iam::123456789012:user/ann',
  'flow-arn': 'arn:aws:appflow:eu-west-1:123456789012:flow/test',
  source: 'S3',
  destination: 'S3',
  'source-object': 's3://src/in',
  'destination-object': 's3://dst',
  'trigger-type': 'ONDEMAND',
}

describe('a report', () => {
  test('of a start has the members of AppFlow’s and no others', () => {
    expect(startReport(run(), reported)).toEqual({
      source: 'sluice.appflow',
      type: 'AppFlow Start Flow Run Report',
      at: startedAt,
      resources: ['arn:aws:appflow:eu-west-1:123456789012:flow/test'],
      detail: { ...common, 'execution-id': 'run-1', 'start-time': '2026-11-24T16:00:00.125Z[UTC]' },
    })
  })

  test('of an end has the figures as texts', () => {
    const figures = {
      recordsProcessed: 63_000,
      recordsFiltered: 12,
      bytesProcessed: 10_226_699,
      bytesWritten: 5,
      putFailures: 7,
    }
    expect(endReport(run({ status: 'succeeded', endedAt, figures }), reported)).toEqual({
      source: 'sluice.appflow',
      type: 'AppFlow End Flow Run Report',
      at: endedAt,
      resources: ['arn:aws:appflow:eu-west-1:123456789012:flow/test'],
      detail: {
        ...common,
        'execution-id': 'run-1',
        'start-time': '2026-11-24T16:00:00.125Z[UTC]',
        'end-time': '2026-11-24T16:00:09.000Z[UTC]',
        'num-of-records-processed': '63000',
        'num-of-records-filtered': '12',
        'num-of-record-failures': '7',
        'num-of-documents-processed': '0',
        'data-processed': '10226699',
        status: 'Execution Successful',
      },
    })
  })

  test('of a failure says why, in the characters of AppFlow’s messages; of a cancel only that', () => {
    const cause = { message: 'src/in/“a”.csv line 3', at: endedAt }
    expect(endReport(run({ status: 'failed', endedAt, cause }), reported).detail).toMatchObject({
      status: 'Execution Failed',
      error: 'src/in/-a-.csv line 3',
    })
    const cancelled = endReport(run({ status: 'cancelled', endedAt, cause }), reported).detail
    expect(cancelled.status).toBe('Execution Canceled')
    expect(cancelled).not.toHaveProperty('error')
  })

  test('of an incremental run names its window', () => {
    const window = { startAt: '2026-11-24T15:00:00.000Z', endAt: '2026-11-24T16:00:00.000Z' }
    const scheduled = { ...reported, flow: { ...flow, triggerKind: 'schedule' as const } }
    for (const detail of [startReport(run({ window }), scheduled).detail, endReport(run({ window }), scheduled).detail])
      expect(detail).toMatchObject({
        'trigger-type': 'SCHEDULED',
        'incremental-transfer-time-range': '2026-11-24T15:00:00.000Z[UTC]/2026-11-24T16:00:00.000Z[UTC]',
      })
  })

  test('names a connector with its profile, and its object', () => {
    const veeva = {
      connectorType: 'Veeva',
      connectorProfileName: 'vault',
      sourceConnectorProperties: { Veeva: { object: 'documents' } },
    }
    const analytics = {
      connectorType: 'Googleanalytics',
      destinationConnectorProperties: { GoogleAnalytics: { object: 'views' } },
    }
    expect(startReport(run(), { ...reported, definition: definition(veeva, analytics) }).detail).toMatchObject({
      source: 'VEEVA/vault',
      'source-object': 'documents',
      destination: 'GOOGLEANALYTICS',
      'destination-object': 'views',
    })
  })

  test('of a definition that says nothing of two ends has empty texts', () => {
    const empty = { steps: [], links: [], details: {} }
    const { detail } = startReport(run(), { ...reported, definition: empty })
    expect(Object.values(detail).every((value) => typeof value === 'string')).toBe(true)
    expect(detail).toMatchObject({ source: '', 'source-object': '' })
  })

  test('of a deactivation says why and when', () => {
    const suspended = { ...flow, status: 'inactive', since: endedAt, statusMessage: 'Too many failed.' } as const
    expect(deactivationReport(suspended, reported)).toMatchObject({
      type: 'AppFlow Scheduled Flow Deactivated',
      at: endedAt,
      detail: {
        ...common,
        'deactivation-reason': 'Too many failed.',
        'deactivation-time': '2026-11-24T16:00:09.000Z[UTC]',
      },
    })
  })
})

describe('what is reported', () => {
  test('is that a run begins and that it ends, each once', () => {
    const moments = (['in-progress', 'cancelling', 'cancelled', 'cancelled'] as const).map((status, index, all) =>
      reportedMoment(index === 0 ? undefined : run({ status: all[index - 1] }), run({ status })),
    )
    expect(moments).toEqual(['start', undefined, 'end', undefined])
  })

  test('is nothing of a flow that was made elsewhere', () => {
    expect(reportedMoment(undefined, run({ madeBy: 'oih' }))).toBeUndefined()
  })

  test('is a flow’s deactivation, and not that somebody stops it', () => {
    const inactive = { ...flow, status: 'inactive' } as const
    expect(isDeactivation(flow, { ...inactive, statusMessage: 'Too many failed.' })).toBe(true)
    expect(isDeactivation(flow, inactive)).toBe(false)
    expect(isDeactivation({ ...inactive, statusMessage: 'x' }, { ...inactive, statusMessage: 'x' })).toBe(false)
    expect(isDeactivation(flow, { ...inactive, madeBy: 'oih', statusMessage: 'x' })).toBe(false)
  })
})
