/** A rolling restart that has just begun: what the examples of several operations answer. */
export const rollout = {
  id: '<rolloutId>',
  kind: 'restart',
  target: { kind: 'cluster', id: '019caddf-c200-7e64-8d19-7b3f52a0c6e1', name: 'example-rolling' },
  status: 'running',
  isCancelling: false,
  isPausing: false,
  policy: {
    deliveryTimeoutSeconds: 360,
    drainTimeoutSeconds: 30,
    serverTimeoutSeconds: 300,
    onDrainTimeout: 'force',
    maxUnavailable: 1,
    minHealthySeconds: 10,
    deadlineSeconds: 21600,
    onFailure: 'stop',
    includeUnhealthy: false,
  },
  servers: [
    {
      serverId: '019caddf-c9c0-7a07-95e2-c81d4f6b3e90',
      serverName: 'example-rolling',
      status: 'ordered',
      phase: 'delivering',
      times: { orderedAt: '2026-03-02T09:30:00.120Z' },
    },
  ],
  requestedBy: 'owner',
  via: 'control',
  createdAt: '2026-03-02T09:30:00.000Z',
  startedAt: '2026-03-02T09:30:00.080Z',
  deadlineAt: '2026-03-02T15:30:00.000Z',
  version: 3,
} as const

const authorship = {
  createdAt: '2026-03-02T09:30:00.000Z',
  createdBy: 'owner',
  updatedAt: '2026-03-02T09:30:00.000Z',
  updatedBy: 'owner',
} as const

/** What ListFlows and GetFlow both show of a flow. */
export const flowSummary = {
  id: '019caddfc2007e648d197b3f',
  handle: '<flowName>',
  label: '<flowName>',
  madeBy: 'appflow',
  status: 'active',
  triggerKind: 'schedule',
  source: { kind: 'Salesforce' },
  destination: { kind: 'S3' },
  tags: {},
  ...authorship,
} as const

export const flow = {
  ...flowSummary,
  since: '2026-03-02T09:30:00.000Z',
  owners: ['019caddfb0007a0795e2c81d'],
  trigger: { kind: 'schedule', expression: 'rate(5 minutes)' },
  definition: { version: 1, steps: [{ id: 'transfer', component: 's3-transfer', settings: {} }], links: [] },
  startedVersion: 1,
  unresolvedComponents: [],
  settingsProblems: [],
  placement: { kind: 'service', ids: [] },
  version: 2,
} as const

/** A run in progress that waits in a step, as lists show it and by itself. */
export const runSummary = {
  id: '<runId>',
  flow: 'example-waiting',
  flowId: '019caddfc2007e648d197b40',
  madeBy: 'oih',
  definitionVersion: 1,
  status: 'in-progress',
  trigger: { kind: 'api', at: '2026-03-02T09:31:00.000Z', by: 'owner' },
  startedAt: '2026-03-02T09:31:00.000Z',
  updatedAt: '2026-03-02T09:31:00.000Z',
  deadlineAt: '2026-03-16T09:31:00.000Z',
  counters: { started: 1, succeeded: 0, errors: 0, cancelled: 0 },
  figures: {},
} as const

export const run = { ...runSummary, steps: [] } as const

/** A run that has just begun. */
export const newRun = { ...run, id: '019cade0-b430-7c91-a2d6-70b8e45f1c29' } as const

/** A component and a credential that have just been put. */
export const component = {
  id: '<componentId>',
  description: 'Subscribes to topics of a broker.',
  endpoint: 'https://components.example.com/mqtt',
  functions: ['subscribe'],
  timeoutSeconds: 30,
  hasSigningSecret: true,
  version: 1,
  ...authorship,
} as const

export const credential = {
  id: '<credentialId>',
  description: 'Sign-in to the warehouse.',
  version: 1,
  ...authorship,
} as const
