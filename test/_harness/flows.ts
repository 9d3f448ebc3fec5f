import { CreateFlowCommand, type AppflowClient, type CreateFlowCommandInput } from '@aws-sdk/client-appflow'

/** A valid CreateFlow input of each trigger, with overrides. */
export const flowInput = (
  flowName: string,
  overrides: Partial<CreateFlowCommandInput> = {},
): CreateFlowCommandInput => ({
  flowName,
  triggerConfig: { triggerType: 'Event' },
  sourceFlowConfig: { connectorType: 'Salesforce', sourceConnectorProperties: { Salesforce: { object: 'Account' } } },
  destinationFlowConfigList: [{ connectorType: 'S3', destinationConnectorProperties: { S3: { bucketName: 'lake' } } }],
  tasks: [{ taskType: 'Map_all', sourceFields: [], connectorOperator: { Salesforce: 'NO_OP' } }],
  ...overrides,
})

export const scheduled = (scheduleExpression = 'rate(5minutes)', more: object = {}) => ({
  triggerConfig: {
    triggerType: 'Scheduled' as const,
    triggerProperties: { Scheduled: { scheduleExpression, ...more } },
  },
})

export const onDemand = { triggerConfig: { triggerType: 'OnDemand' as const } }

export const createFlow = (client: AppflowClient, name: string, overrides: Partial<CreateFlowCommandInput> = {}) =>
  client.send(new CreateFlowCommand(flowInput(name, overrides)))

/** What a refused call was refused with: the error's name and HTTP status. */
export const refusal = async (call: Promise<unknown>): Promise<{ name: string; status: number; message: string }> => {
  try {
    await call
  } catch (error) {
    const { name, message, $metadata } = error as {
      name: string
      message: string
      $metadata?: { httpStatusCode?: number }
    }
    return { name, status: $metadata?.httpStatusCode ?? 0, message }
  }
  throw new Error('The call was not refused.')
}
