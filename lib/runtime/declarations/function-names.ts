/** Functions that others name: CDK and the local runner wire them up by what the registry calls them. */
export const authorizerName = 'gateway-Authorize'
/** What the schedules of flows invoke. */
export const dueFunctionName = 'schedules-RecordDueFlow'
