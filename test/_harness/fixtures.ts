import { namesIn, exampleValues, withValues, type ExampleName } from '../../lib/runtime/declarations/example.ts'
import { defaultTenant } from '../../lib/core/tenants.ts'
import { read } from '../../lib/store/read.ts'
import type { Operation } from '../../lib/runtime/declarations/operation.ts'
import { application, enrolAgent, enrolmentToken, type ScriptedAgent } from './agents.ts'
import type { TestApp, TestUser } from './app.ts'
import { given as managedConfiguration } from '../../functions/flow-manager/_dialect/examples.ts'
import { archive, upload } from './deployments.ts'
import type { Step } from '../../lib/core/flows/definition.ts'
import { namedFlow, runnableFlow } from './flow-items.ts'
import { flowInput, scheduled } from './flows.ts'

/** What an example speaks of, as it is in a tenant: ids and names, and the credential of its agent. */
export type Fixtures = Readonly<Partial<Record<ExampleName | 'credential', string>>>

/** The request of an operation's example; without fixtures, the one that documents show. */
export const requestOf = ({ example }: Operation, fixtures?: Fixtures): Record<string, unknown> =>
  withValues(example.request, fixtures) as Record<string, unknown>

/** What makes the thing that each name stands for. */
type Maker =
  | 'flow'
  | 'managedFlow'
  | 'hubFlow'
  | 'hubTemplate'
  | 'run'
  | 'user'
  | 'component'
  | 'credential'
  | 'estate'
  | 'hosted'
  | 'deployment'
const makers: Record<ExampleName, Maker> = {
  flowName: 'flow',
  runId: 'run',
  failedRunId: 'run',
  token: 'user',
  userId: 'user',
  userName: 'user',
  accessKeyId: 'user',
  agentId: 'estate',
  clusterId: 'estate',
  clusterName: 'estate',
  componentId: 'component',
  credentialId: 'credential',
  filePath: 'estate',
  hostedFlowId: 'hosted',
  hostedFlowName: 'hosted',
  hubFlowId: 'hubFlow',
  hubStartedFlowId: 'hubFlow',
  hubTemplateId: 'hubTemplate',
  groupId: 'estate',
  groupName: 'estate',
  managedFlowId: 'managedFlow',
  memberId: 'estate',
  rolloutId: 'estate',
  serverId: 'estate',
  serverName: 'estate',
  tokenId: 'estate',
  applicationId: 'deployment',
  applicationName: 'estate',
  deploymentId: 'deployment',
  lastModified: 'deployment',
  uploadId: 'deployment',
  versionId: 'deployment',
}

/** Makes in a tenant everything that the example of an operation names. `owner` is its administrator. */
export const makeFixtures = (app: TestApp, owner: TestUser, { example }: Operation): Promise<Fixtures> =>
  make(app, owner, new Set([...namesIn(example)].map((name) => makers[name])))

/** Makes in a tenant everything that any example names. */
export const makeAll = (app: TestApp, owner: TestUser): Promise<Fixtures> =>
  make(app, owner, new Set(Object.values(makers)))

async function make(app: TestApp, owner: TestUser, wanted: ReadonlySet<Maker>): Promise<Fixtures> {
  const flow = wanted.has('flow') ? await makeFlow(app, owner) : {}
  const hubFlow = wanted.has('hubFlow') ? await makeHubFlows(app, owner) : {}
  const managedFlow = wanted.has('managedFlow') ? await makeManagedFlow(app, owner) : {}
  const hubTemplate = wanted.has('hubTemplate') ? await makeHubTemplate(app, owner) : {}
  const user = wanted.has('user') ? await makeUser(app, owner) : {}
  const component = wanted.has('component') ? await makeComponent(app, owner) : {}
  const credential = wanted.has('credential') ? await makeCredential(app, owner) : {}
  const runs = wanted.has('run') ? await makeRuns(app, owner) : {}
  const small = { ...flow, ...managedFlow, ...hubFlow, ...hubTemplate, ...runs, ...user, ...component, ...credential }
  if (!wanted.has('estate') && !wanted.has('deployment') && !wanted.has('hosted')) return small
  const estate = await arrangeEstate(app, owner)
  const rest = wanted.has('deployment') ? await arrangeDeployment(app, owner, estate) : estate.things
  const hosted = wanted.has('hosted') ? await makeHostedFlow(app, owner, estate.things) : {}
  return { ...small, ...rest, ...hosted }
}

/** A scheduled flow that is active. */
async function makeFlow(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const { flowName } = exampleValues
  await app.functions.invoke('appflow-CreateFlow', { ...flowInput(flowName), ...scheduled(), tenant })
  await app.functions.invoke('appflow-StartFlow', { flowName, tenant })
  return { flowName }
}

/** A run in progress, which waits in its step for an hour, and one that has failed. */
async function makeRuns(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const begin = async (name: string, step: Omit<Step, 'id'>) => {
    const { handle: flow } = await app.makeFlow(runnableFlow(name, [{ id: 'only', ...step }], tenant))
    const run = (await app.functions.invoke('control-StartRun', { flow, tenant })) as { id: string }
    return run.id
  }
  const runId = await begin('example-waiting', { component: 'delay', settings: { seconds: 3600 } })
  const failedRunId = await begin('example-failing', { component: 'nobody-registered-it', settings: {} })
  await app.settled()
  return { runId, failedRunId }
}

const hubGraph = { nodes: [{ id: 'step_1', componentId: '5ca5c44c187c040010a9bb8b', function: 'getAll' }], edges: [] }

/** A flow of Open Integration Hub, and one that is started. */
async function makeHubFlows(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const make = async (name: string) => {
    const made = await app.functions.invoke('oih-CreateFlow', { flow: { name, graph: hubGraph }, tenant })
    return (made as { data: { id: string } }).data.id
  }
  const [hubFlowId, hubStartedFlowId] = [await make('A to B'), await make('B to C')]
  await app.functions.invoke('oih-StartFlow', { id: hubStartedFlowId, tenant })
  await app.settled()
  return { hubFlowId, hubStartedFlowId }
}

/** A flow of flow-manager that is started. */
async function makeManagedFlow(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const { managedFlowId } = exampleValues
  const configurations = [{ id: managedFlowId, ...managedConfiguration }]
  await app.functions.invoke('flow-manager-AddConfigurations', { configurations, tenant })
  await app.functions.invoke('flow-manager-StartFlow', { flow_id: managedFlowId, tenant })
  return { managedFlowId }
}

async function makeHubTemplate(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const made = await app.functions.invoke('oih-CreateTemplate', {
    template: { name: 'A to B', graph: hubGraph },
    tenant,
  })
  return { hubTemplateId: (made as { data: { id: string } }).data.id }
}

/** A user without permissions, and an access key of theirs. */
async function makeUser(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const { userName } = exampleValues
  const user = { name: userName, tenant, permissions: [] }
  const { accessKeyId } = await app.keyFor(user)
  const { id: userId } = (await read(app.table, 'user', tenant ?? defaultTenant, userName)) ?? {}
  return { userName, userId, accessKeyId, token: await app.tokenFor(user) }
}

/** A flow that is starting on a server of the cluster. */
async function makeHostedFlow(app: TestApp, { tenant }: TestUser, { memberId = '' }: Fixtures): Promise<Fixtures> {
  const { hostedFlowName } = exampleValues
  const placement = { kind: 'servers', ids: [memberId] } as const
  const { id, definition } = runnableFlow('', [{ id: 'only', component: 'log', settings: {} }])
  const given = namedFlow(hostedFlowName, id, { tenant, madeBy: 'flow-manager', definition, placement })
  const { id: hostedFlowId } = await app.makeFlow(given)
  await app.functions.invoke('control-StartFlow', { flow: hostedFlowName, tenant })
  await app.settled()
  return { hostedFlowId, hostedFlowName }
}

/** A component at an endpoint that nobody calls. */
async function makeComponent(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const { componentId } = exampleValues
  const content = { description: 'Example', endpoint: 'https://component.example/', signingSecret: 'example example 1' }
  await app.functions.invoke('control-PutComponent', { componentId, ...content, tenant })
  return { componentId }
}

async function makeCredential(app: TestApp, { tenant }: TestUser): Promise<Fixtures> {
  const { credentialId } = exampleValues
  const content = { description: 'Example', secret: { password: 'example' } }
  await app.functions.invoke('control-PutCredential', { credentialId, ...content, tenant })
  return { credentialId }
}

/** An application with a version, an upload under way, and a deployment that is on the server alone. */
export async function arrangeDeployment(
  app: TestApp,
  owner: TestUser,
  { things, agents }: { things: Fixtures; agents: Record<string, ScriptedAgent> },
): Promise<Fixtures> {
  const token = await app.tokenFor(owner)
  const bytes = archive()
  const { json } = await upload(app, token, { file: bytes, name: 'example-app', version: '1.0' })
  const { versionId, applicationId } = json as { versionId: string; applicationId: string }
  const post = (path: string, body?: object) => app.request('POST', path, { token, body })
  const asked = await post('/v1/uploads', { sizeBytes: bytes.length, sha256: 'ab'.repeat(32) })
  const body = { name: 'example', servers: [`local$${things.serverId}`], applications: [versionId] }
  const made = (await post('/mmc/api/deployments', body)).json as { id: string; lastModified: string }
  await post(`/mmc/api/deployments/${made.id}/deploy`)
  await app.settled()
  const single = agents['example-single']
  return {
    ...things,
    // The one of the server that the deployment is on.
    agentId: single?.agentId,
    credential: single?.credential,
    applicationId: applicationId.replace('local$', ''),
    versionId: versionId.replace('local$', ''),
    uploadId: asked.json.uploadId as string,
    deploymentId: made.id.replace('local$', ''),
    lastModified: made.lastModified,
  }
}

export const carries = [application('example-app', { Running: 'running', Stopped: 'stopped' })]

/** A cluster of three with an application, a server alone, an agent that is no server, a group, and a rollout under way. */
export async function arrangeEstate(
  app: TestApp,
  owner: TestUser,
): Promise<{ things: Fixtures; agents: Record<string, ScriptedAgent> }> {
  const token = await enrolmentToken(app, owner)
  const made: Record<string, ScriptedAgent> = {}
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
    for (const one of members) await made[one]?.checkIn({ boot: 2, commandGeneration: 1, applications: carries })
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
    clusterId: cluster,
    rolloutId: rollout.id as string,
    groupId: group.id as string,
    tokenId: token.split('.')[1],
    agentId: made['example-a']?.agentId,
    credential: made['example-a']?.credential,
    memberId: idOf('example-a'),
    serverId: idOf('example-single'),
  }
  return { things, agents: made }
}
