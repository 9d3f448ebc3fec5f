import { agentUrlOf, application, enrolAgent, enrolmentToken, type HandAgent } from './agents.ts'
import { password, type TestApp, type TestUser } from './app.ts'
import { call } from './call.ts'
import { archive, upload } from './deployments.ts'
import { flowInput, scheduled } from './flows.ts'

const flowName = 'example'
const resourceArn = `arn:aws:appflow:us-east-1:000000000000:flow/${flowName}`
const configured = { ...flowInput(flowName), ...scheduled() }
const clusterFlow = { clusterId: 'example', applicationName: 'example-app' }
const serverFlow = { serverId: '$single', applicationName: 'example-app' }
const endpointId = 'endpoint.vm.running'

/**
 * A valid input for each operation. The shared suites need one; an operation without one fails the architecture test.
 * `$name` stands for an id that `arrange` gives under that name.
 */
export const examples: Record<string, Record<string, unknown>> = {
  'agent-CheckIn': {
    agentId: '$agent',
    protocol: 1,
    bootId: '00000009-example',
    seq: 1,
    status: 'running',
    observedGeneration: 0,
    serverId: '$member',
    report: {
      runtimeVersion: '3.8.0',
      hostIp: '10.0.0.1',
      uptimeSeconds: 5,
      orderGeneration: 1,
      applications: [application('example-app', { Running: 'running' })],
    },
  },
  'agent-Enrol': {
    protocol: 1,
    name: 'example-new',
    agentUrl: agentUrlOf('new'),
    hostIp: '10.0.0.1',
    runtimeVersion: '3.8.0',
  },
  'agent-GetArtifact': { agentId: '$agent', versionId: '$version' },
  'agent-GetFile': { agentId: '$agent', path: 'conf/example.txt' },
  'agent-ListFiles': { agentId: '$agent' },
  'agent-RotateCredential': { agentId: '$agent' },
  'appflow-CreateFlow': { ...configured, flowName: 'example-2' },
  'appflow-DescribeFlow': { flowName },
  'appflow-ListFlows': { maxResults: 10 },
  'appflow-ListTagsForResource': { resourceArn },
  'appflow-StartFlow': { flowName },
  'appflow-StopFlow': { flowName },
  'appflow-TagResource': { resourceArn, tags: { a: 'b' } },
  'appflow-UntagResource': { resourceArn, tagKeys: ['a'] },
  'appflow-UpdateFlow': configured,
  'appflow-DeleteFlow': { flowName, forceDelete: true },
  'control-CancelRollout': { rolloutId: '$rollout' },
  'control-CreateAccessKey': { userName: 'example' },
  'control-CreateEnrolmentToken': { maxUses: 3, expiresInSeconds: 600, autoRegister: true },
  'control-CreateUpload': { applicationName: 'example-app', versionName: '2.0', sizeBytes: 3, sha256: 'ab'.repeat(32) },
  'control-CreateUser': { name: 'example-2', password, permissions: [] },
  'control-DeleteAccessKey': { accessKeyId: 'SLCEAAAAAAAAAAAAAAAA' },
  'control-DeleteUser': { name: 'example' },
  'control-GetHealth': {},
  'control-GetOpenApi': { dialect: 'appflow' },
  'control-GetReference': {},
  'control-GetRollout': { rolloutId: '$rollout' },
  'control-GetUpload': { uploadId: '$upload' },
  'control-GetVersion': { versionId: '$version' },
  'control-ListAccessKeys': {},
  'control-ListEnrolmentTokens': {},
  'control-ListRollouts': {},
  'control-ListUsers': {},
  'control-Login': { name: 'admin', password },
  'control-PauseRollout': { rolloutId: '$rollout' },
  'control-RestartCluster': { clusterId: '$cluster', policy: { maxUnavailable: 1, onFailure: 'stop' } },
  'control-ResumeRollout': { rolloutId: '$rollout' },
  'control-RollOutDeployment': { deploymentId: '$deployment', kind: 'deploy', policy: { maxParallel: 2 } },
  'control-RevokeEnrolmentToken': { tokenId: '$token' },
  'control-WhoAmI': {},
  'mmc-AddClusterNodes': { clusterId: 'example', nodes: ['$single'] },
  'mmc-AddToDeployment': {
    deploymentId: '$deployment',
    lastModified: '$lastModified',
    name: 'example-2',
    clusters: ['$cluster'],
  },
  'mmc-CreateCluster': { name: 'example-new', version: '3.8.0', nodes: ['$single'], multicast: true },
  'mmc-CreateDeployment': { name: 'example-new', servers: ['$single'], applications: ['$version'] },
  'mmc-CreateServerFile': { serverId: '$single', path: 'domains/example.zip', content: 'UEsDBA==' },
  'mmc-CreateUserGroup': { name: 'Example new', permissions: ['SERVER_VIEW'] },
  'mmc-DeleteServerFile': { serverId: '$single', path: 'conf/example.txt' },
  'mmc-DeleteUserGroup': { groupName: 'Example group' },
  'mmc-GetServerFile': { serverId: '$single', path: 'conf/example.txt', metadata: false },
  'mmc-GetUserGroup': { groupName: 'Example group' },
  'mmc-ListPermissions': {},
  'mmc-ListServerFiles': { serverId: '$single' },
  'mmc-ListUserGroups': {},
  'mmc-ReplaceServerFile': { serverId: '$single', path: 'conf/example.txt', content: 'YWdhaW4=' },
  'mmc-UpdateUserGroup': { groupName: 'Example group', description: 'Changed', permissions: ['VIEW_ALERTS'] },
  'mmc-CreateServerGroup': { name: 'Example new' },
  'mmc-DeleteApplication': { applicationId: '$application' },
  'mmc-DeleteDeployment': { deploymentId: '$deployment' },
  'mmc-Deploy': { deploymentId: '$deployment' },
  'mmc-DeleteServerGroup': { groupId: '$group' },
  'mmc-DisbandCluster': { clusterId: 'example' },
  'mmc-GetCluster': { clusterId: 'example' },
  'mmc-GetClusterStatus': { clusterId: 'example' },
  'mmc-GetServer': { serverId: '$single' },
  'mmc-GetServerGroup': { groupId: '$group' },
  'mmc-ListClusterApplications': { clusterId: 'example' },
  'mmc-ListClusterFlowEndpoints': { ...clusterFlow, flowName: 'Running' },
  'mmc-ListClusterFlows': { clusterId: 'example', refreshStats: true },
  'mmc-ListClusters': {},
  'mmc-ListServerApplications': { serverId: '$single' },
  'mmc-ListServerFlowEndpoints': { ...serverFlow, flowName: 'Running' },
  'mmc-ListServerFlows': { serverId: '$single', refreshStats: true },
  'mmc-ListServerGroups': { name: 'Example' },
  'mmc-ListServers': { name: 'example-single' },
  'mmc-PauseClusterFlow': { ...clusterFlow, flowName: 'Running' },
  'mmc-PauseServerFlow': { ...serverFlow, flowName: 'Running' },
  'mmc-RegisterServer': { name: 'example-registered', agentUrl: agentUrlOf('example-unpaired'), groupIds: ['$group'] },
  'mmc-RemoveClusterNodes': { clusterId: 'example', nodes: ['$member'] },
  'mmc-RenameServerGroup': { groupId: '$group', name: 'Example renamed' },
  'mmc-GetApplicationVersions': { applicationId: '$application' },
  'mmc-GetDeployment': { deploymentId: '$deployment' },
  'mmc-ListApplications': { path: '/Applications/' },
  'mmc-ListDeployments': { server: '$single' },
  'mmc-Redeploy': { deploymentId: '$deployment' },
  'mmc-RemoveFromDeployment': { deploymentId: '$deployment', lastModified: '$lastModified', servers: ['$single'] },
  'mmc-Undeploy': { deploymentId: '$deployment' },
  'mmc-UploadApplication': { file: Buffer.from(archive()).toString('base64'), name: 'example-new', version: '1.0' },
  'mmc-RestartCluster': { clusterId: 'example' },
  'mmc-RestartClusterApplication': clusterFlow,
  'mmc-RestartServer': { serverId: '$single' },
  'mmc-StartClusterApplication': clusterFlow,
  'mmc-StartClusterFlow': { ...clusterFlow, flowName: 'Stopped' },
  'mmc-StartClusterFlowEndpoint': { ...clusterFlow, flowName: 'Running', endpointId },
  'mmc-StartServerFlow': { ...serverFlow, flowName: 'Stopped' },
  'mmc-StartServerFlowEndpoint': { ...serverFlow, flowName: 'Running', endpointId },
  'mmc-StopCluster': { clusterId: 'example' },
  'mmc-StopClusterApplication': clusterFlow,
  'mmc-StopClusterFlow': { ...clusterFlow, flowName: 'Running' },
  'mmc-StopClusterFlowEndpoint': { ...clusterFlow, flowName: 'Running', endpointId },
  'mmc-StopServer': { serverId: '$single' },
  'mmc-StopServerFlow': { ...serverFlow, flowName: 'Running' },
  'mmc-StopServerFlowEndpoint': { ...serverFlow, flowName: 'Running', endpointId },
  'mmc-TestConnection': {},
  'mmc-UnregisterServer': { serverId: '$single' },
  'mmc-UpdateServer': { serverId: '$single', name: 'example-renamed', groups: ['$group'] },
}

export type Things = Readonly<Record<string, string>>

/** An example with the ids of arranged things put in. */
export const exampleWith = (name: string, things: Things): Record<string, unknown> =>
  JSON.parse(JSON.stringify(examples[name] ?? {}), (_key, value: unknown) =>
    typeof value === 'string' && value.startsWith('$') ? (things[value.slice(1)] ?? value) : value,
  ) as Record<string, unknown>

/** Makes in a tenant everything that the example of an operation speaks of. `owner` is its administrator. */
export async function arrange(app: TestApp, owner: TestUser, name: string): Promise<Things> {
  const operation = (one: string) => {
    const found = app.registry.functions.find((unit) => unit.name === one)
    if (found?.kind !== 'operation') throw new Error(`There is no operation ${one}.`)
    return found.operation
  }
  if (name.startsWith('appflow-')) {
    await call(app, operation('appflow-CreateFlow'), configured, owner)
    await call(app, operation('appflow-StartFlow'), { flowName }, owner)
  }
  if (/User|AccessKey/.test(name)) await app.tokenFor({ name: 'example', tenant: owner.tenant, permissions: [] })
  const isEstate = /^(mmc|agent)-|Rollout|RollOut|RestartCluster|EnrolmentToken|Upload|Version/.test(name)
  const estate = isEstate ? await arrangeEstate(app, owner) : { things: {}, agents: {} }
  return /Artifact|[Dd]eploy|Application|Upload|Version/.test(name)
    ? arrangeDeployment(app, owner, estate)
    : estate.things
}

/** An application with a version, an upload under way, and a deployment that is on the server alone. */
export async function arrangeDeployment(
  app: TestApp,
  owner: TestUser,
  { things, agents }: { things: Things; agents: Record<string, HandAgent> },
): Promise<Things> {
  const token = await app.tokenFor(owner)
  const bytes = archive()
  const { json } = await upload(app, token, { file: bytes, name: 'example-app', version: '1.0' })
  const { versionId, applicationId } = json as { versionId: string; applicationId: string }
  const post = (path: string, body?: object) => app.request('POST', path, { token, body })
  const asked = await post('/v1/uploads', { sizeBytes: bytes.length, sha256: 'ab'.repeat(32) })
  const body = { name: 'example', servers: [`local$${things.single}`], applications: [versionId] }
  const made = (await post('/mmc/api/deployments', body)).json as { id: string; lastModified: string }
  await post(`/mmc/api/deployments/${made.id}/deploy`)
  await app.settled()
  const single = agents['example-single']
  return {
    ...things,
    // The one of the server that the deployment is on.
    agent: single?.agentId ?? '',
    credential: single?.credential ?? '',
    application: applicationId,
    version: versionId.replace('local$', ''),
    upload: asked.json.uploadId,
    deployment: made.id,
    lastModified: made.lastModified,
  }
}

export const carries = [application('example-app', { Running: 'running', Stopped: 'stopped' })]

/** A cluster of three with an application, a server alone, an agent that is no server, a group, and a rollout under way. */
export async function arrangeEstate(
  app: TestApp,
  owner: TestUser,
): Promise<{ things: Things; agents: Record<string, HandAgent> }> {
  const token = await enrolmentToken(app, owner)
  const made: Record<string, HandAgent> = {}
  for (const name of ['example-a', 'example-b', 'example-c', 'example-single', 'example-rolling']) {
    made[name] = await enrolAgent(app, token, name)
    await made[name].checkIn({ applications: carries })
  }
  const bare = await enrolmentToken(app, owner, { autoRegister: false })
  made['example-unpaired'] = await enrolAgent(app, bare, 'example-unpaired')
  const bearer = await app.tokenFor(owner)
  const post = async (path: string, body: object) => (await app.request('POST', path, { token: bearer, body })).json
  const idOf = (name: string) => made[name]?.serverId ?? ''
  const form = async (name: string, members: string[]) => {
    const nodes = members.map((one) => `local$${idOf(one)}`)
    const cluster = await post('/mmc/api/clusters', { name, version: '3.8.0', nodes })
    for (const one of members) await made[one]?.checkIn({ boot: 2, orderGeneration: 1, applications: carries })
    return cluster.id as string
  }
  const cluster = await form('example', ['example-a', 'example-b', 'example-c'])
  const rolling = await form('example-rolling', ['example-rolling'])
  const { rollout } = await post(`/v1/clusters/${rolling}/restart`, {})
  const group = await post('/mmc/api/serverGroups', { name: 'Example' })
  await post('/mmc/api/usergroups', { name: 'Example group', permissions: ['SERVER_VIEW'] })
  for (const one of ['example-a', 'example-single'])
    await post(`/mmc/api/servers/local$${idOf(one)}/files/conf/example.txt`, new Uint8Array([104, 105]))
  await app.settled()
  const things = {
    cluster,
    rollout: rollout.id,
    group: group.id,
    token: token.split('.')[1] ?? '',
    agent: made['example-a']?.agentId ?? '',
    credential: made['example-a']?.credential ?? '',
    member: idOf('example-a'),
    single: idOf('example-single'),
  }
  return { things, agents: made }
}
