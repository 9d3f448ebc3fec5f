/** Functions that others name: CDK and the local runner wire them up by what the registry calls them. */
export const authorizerName = 'gateway-Authorize'
/** What the schedules of flows invoke. */
export const dueFunctionName = 'schedules-RecordDueFlow'
/** What a deployment or a start runs to make the first administrator. */
export const administratorFunctionName = 'setup-CreateAdministrator'
/** What a deployment or a start runs to make the server groups a fresh installation has. */
export const serverGroupsFunctionName = 'setup-CreateServerGroups'
/** The same for the user groups. */
export const userGroupsFunctionName = 'setup-CreateUserGroups'
