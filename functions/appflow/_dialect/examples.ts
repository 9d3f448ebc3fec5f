/** What a flow is configured with in the examples of CreateFlow, UpdateFlow and DescribeFlow. */
export const configuration = {
  triggerConfig: {
    triggerType: 'Scheduled',
    triggerProperties: { Scheduled: { scheduleExpression: 'rate(5minutes)' } },
  },
  sourceFlowConfig: { connectorType: 'Salesforce', sourceConnectorProperties: { Salesforce: { object: 'Account' } } },
  destinationFlowConfigList: [{ connectorType: 'S3', destinationConnectorProperties: { S3: { bucketName: 'lake' } } }],
  tasks: [{ taskType: 'Map_all', sourceFields: [], connectorOperator: { Salesforce: 'NO_OP' } }],
} as const
