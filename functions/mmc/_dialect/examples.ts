/** Parts of the examples of several operations, in the words of lib/runtime/declarations/example.ts. */
export const cluster = {
  name: '<clusterName>',
  location: 'N/A',
  id: '<clusterId>',
  version: '3.8.0',
  multicast: 'true',
  status: '1 of 1 nodes online',
  clusterStatus: 'OK',
  nodesUpCount: 1,
  nodeServerIds: ['local$<memberId>'],
  deployments: [],
  groupIds: [],
  lastRestarted: 1772443800000,
  runningServices: 1,
  pausedServices: 0,
  stoppedServices: 1,
  totalServices: 2,
} as const

export const server = {
  name: '<serverName>',
  id: 'local$<serverId>',
  version: '3.8.0',
  groups: [],
  status: 'OK',
  href: 'https://api.example.com/mmc/api/servers/local$<serverId>',
  runningServices: 1,
  pausedServices: 0,
  stoppedServices: 1,
  hostIp: '10.0.0.1',
  agentUrl: 'https://example-single.test:7777/mmc-support',
  muleServerId: '00_mmc-agent',
  started: 'Mon Mar 02 09:30:00 GMT 2026',
  agents: [{ name: 'mmc-support', description: 'Mule ESB Enterprise Support (example-single.test:7777)' }],
} as const

export const serverGroup = {
  name: 'Example',
  id: '<groupId>',
  serverCount: 0,
  href: 'https://api.example.com/mmc/api/serverGroups/<groupId>',
} as const

export const groupOfServer = { name: 'Example', href: serverGroup.href } as const

export const userGroup = {
  name: '<groupName>',
  permissions: ['SERVER_VIEW'],
  href: 'https://api.example.com/mmc/api/usergroups/Example%20group',
} as const

export const deployment = {
  name: 'example',
  id: 'local$<deploymentId>',
  lastModified: '<lastModified>',
  status: 'IN_PROGRESS',
  reconciled: false,
  href: 'https://api.example.com/mmc/api/deployments/local$<deploymentId>',
  servers: ['local$<serverId>'],
  clusterIds: [],
  clusterNames: [],
  applications: ['local$<versionId>'],
} as const

export const applicationVersion = {
  name: '1.0',
  id: 'local$<versionId>',
  parentPath: '/Applications/<applicationName>',
} as const

export const flow = {
  id: 'local$<serverId>/Running',
  type: 'flow',
  status: 'RUNNING',
  serverId: 'local$<serverId>',
  auditStatus: 'DISABLED',
  favorite: false,
  inboundEndpoints: ['vm://running'],
  flowId: {
    name: 'Running',
    fullName: 'Running [example-app]',
    application: '<applicationName>',
    definedInApplication: true,
  },
  asyncEventsReceived: 0,
  syncEventsReceived: 12,
  totalEventsReceived: 12,
  processedEvents: 12,
  executionErrors: 0,
  fatalErrors: 0,
  totalProcessingTime: 96,
  minProcessingTime: 5,
  maxProcessingTime: 21,
  averageProcessingTime: 8,
} as const

export const endpoint = {
  address: 'running',
  id: 'endpoint.vm.running',
  type: 'VM',
  status: 'started',
  connector: 'connector.VM.mule.default',
  routedMessages: 0,
  synchronous: true,
  filtered: false,
  tx: false,
} as const

/** A flow of an application: on a cluster, and on a server. */
export const clusterFlow = {
  clusterId: '<clusterId>',
  applicationName: '<applicationName>',
  flowName: 'Running',
} as const
export const serverFlow = {
  serverId: 'local$<serverId>',
  applicationName: '<applicationName>',
  flowName: 'Running',
} as const
