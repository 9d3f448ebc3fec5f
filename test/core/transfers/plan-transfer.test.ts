import { describe, expect, test } from 'vitest'
import { planTransfer } from '../../../lib/core/transfers/plan-transfer.ts'
import type { StepSettings } from '../../../lib/core/transfers/step-settings.ts'
import { map, task } from '../../_harness/tasks.ts'

const run = { id: 'X', flowName: 'F', startedAt: '2026-11-24T16:05:09.123Z' }
const window = { startAt: '2026-11-24T15:00:00Z', endAt: '2026-11-24T16:00:00Z' }
const s3: StepSettings = {
  sourceFlowConfig: {
    connectorType: 'S3',
    sourceConnectorProperties: { S3: { bucketName: 'src', bucketPrefix: '/in/' } },
  },
  destinationFlowConfigList: [
    { connectorType: 'S3', destinationConnectorProperties: { S3: { bucketName: 'dst', bucketPrefix: 'out' } } },
  ],
  tasks: [map('id')],
}
const byField = (field?: string): StepSettings => ({
  ...s3,
  sourceFlowConfig: { ...s3.sourceFlowConfig, incrementalPullConfig: { datetimeTypeFieldName: field } },
})
const writing = (aggregationConfig: object): StepSettings => ({
  ...s3,
  destinationFlowConfigList: [
    {
      connectorType: 'S3',
      destinationConnectorProperties: { S3: { bucketName: 'dst', s3OutputFormatConfig: { aggregationConfig } } },
    },
  ],
})

describe('a transfer from S3 to S3', () => {
  test('lists the folder that the prefix names', () => {
    expect(planTransfer(s3, run)).toMatchObject({ prefix: 'in/', listing: { bucket: 'src' }, isOneChain: false })
  })

  test('is in lots, in a chain, or in a single step', () => {
    const stepsOf = (config: object) => {
      const { isOneChain, listing } = planTransfer(writing(config), run)
      return [isOneChain, listing.isSingleStep]
    }
    expect(stepsOf({ aggregationType: 'None' })).toEqual([false, false])
    expect(stepsOf({ aggregationType: 'SingleFile' })).toEqual([true, true])
    expect(stepsOf({ targetFileSize: 1 })).toEqual([true, false])
    expect(stepsOf({ aggregationType: 'SingleFile', targetFileSize: 1 })).toEqual([true, false])
  })

  test('takes the objects of a window, or the records where the flow names a field of theirs', () => {
    const ofObjects = planTransfer(byField(), { ...run, window })
    expect([ofObjects.listing.window, ofObjects.settings.window]).toEqual([window, undefined])
    const ofRecords = planTransfer(byField('at'), { ...run, window })
    expect([ofRecords.listing.window, ofRecords.settings.window]).toEqual([
      undefined,
      { field: 'at', start: window.startAt, end: window.endAt },
    ])
    expect(planTransfer(byField('at'), run).settings.window).toBeUndefined()
  })

  test('names folders after the version of the schema', () => {
    expect(planTransfer(s3, run).settings.destination.schemaVersion).toBe(1)
    expect(planTransfer({ ...s3, schemaVersion: 3 }, run).settings.destination.schemaVersion).toBe(3)
  })

  test('is refused without what S3 has to be told, and for tasks that another API let through', () => {
    const without = { ...s3, sourceFlowConfig: { connectorType: 'S3', sourceConnectorProperties: {} } }
    expect(() => planTransfer(without, run)).toThrow('the source has no properties of S3')
    expect(() => planTransfer({ ...s3, destinationFlowConfigList: [] }, run)).toThrow(
      'the destination has no properties',
    )
    expect(() => planTransfer({ ...s3, tasks: [] }, run)).toThrow('At least one task must write something')
  })
})

describe('a transfer with connectors', () => {
  const sourceFlowConfig = {
    connectorType: 'Servicenow',
    sourceConnectorProperties: { ServiceNow: { object: 'incident' } } as object,
  }
  const destinationFlowConfigList = [
    {
      connectorType: 'CustomConnector',
      connectorProfileName: 'orders',
      apiVersion: 'v2',
      destinationConnectorProperties: { CustomConnector: { entityName: 'order' } } as object,
    },
  ]

  test('has the component of its type, or of its profile where it is a custom one, and tells it what it is told', () => {
    const { from, to, isOneChain } = planTransfer({ ...s3, sourceFlowConfig, destinationFlowConfigList }, run)
    expect(from).toEqual({ id: 'Servicenow', about: { properties: { object: 'incident' } } })
    expect(to).toEqual({
      id: 'orders',
      about: { properties: { entityName: 'order' }, apiVersion: 'v2', connectorProfileName: 'orders' },
    })
    expect(isOneChain).toBe(true)
  })

  test('takes operators under the name of the connector, and leaves the window to it', () => {
    const tasks = [{ ...task('Filter', ['a']), connectorOperator: { ServiceNow: 'PROJECTION' } }, map('a')]
    const plan = planTransfer({ ...s3, sourceFlowConfig, tasks }, { ...run, window })
    expect(plan.settings.tasks[0]?.connectorOperator).toEqual({ S3: 'PROJECTION' })
    expect([plan.listing.window, plan.settings.window]).toEqual([undefined, undefined])
  })

  test('is read in a single step unless files are to have a size, or another connector takes the records', () => {
    const isSingleStep = (given: Partial<StepSettings>) =>
      planTransfer({ ...s3, sourceFlowConfig, ...given }, run).listing.isSingleStep
    expect(isSingleStep({})).toBe(true)
    expect(isSingleStep({ ...writing({ targetFileSize: 1 }), sourceFlowConfig })).toBe(false)
    expect(isSingleStep({ destinationFlowConfigList })).toBe(false)
    expect(planTransfer({ ...s3, destinationFlowConfigList }, run).listing.isSingleStep).toBe(false)
  })

  test('has no partitions on their way to one', () => {
    const tasks = [map('a'), task('Partition', ['a'])]
    expect(planTransfer({ ...s3, destinationFlowConfigList, tasks }, run).settings.partitionKeys).toEqual([])
    expect(planTransfer({ ...s3, sourceFlowConfig, tasks }, run).settings.partitionKeys).toEqual(['a'])
  })
})
