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

/** What ListFlows and DescribeFlow both show of a flow. */
export const flow = {
  flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>',
  flowName: '<flowName>',
  flowStatus: 'Active',
  createdAt: 1772443800,
  lastUpdatedAt: 1772443800,
  createdBy: 'arn:aws:iam::000000000000:user/owner',
  lastUpdatedBy: 'arn:aws:iam::000000000000:user/owner',
  tags: {},
} as const

/** What DescribeFlowExecutionRecords shows of a run. */
export const execution = {
  executionId: '019a6f3e-4d2b-7c1e-9b5a-3f0c8d7e6a41',
  executionStatus: 'Successful',
  executionResult: { bytesProcessed: 151, bytesWritten: 240, recordsProcessed: 5 },
  startedAt: 1772443800.25,
  lastUpdatedAt: 1772443803.5,
} as const
