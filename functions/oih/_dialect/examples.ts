/** Parts of the examples of several operations, in the words of lib/runtime/declarations/example.ts. */
export const user = {
  _id: '019caddfb0007a0795e2c81d',
  id: '019caddfb0007a0795e2c81d',
  username: 'sam@example.com',
  status: 'ACTIVE',
  confirmed: true,
  roles: [],
  permissions: ['flows.read'],
  safeguard: { failedLoginAttempts: 0 },
  canLogin: true,
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
} as const

export const graph = {
  nodes: [{ id: 'step_1', componentId: '5ca5c44c187c040010a9bb8b', function: 'getAll' }],
  edges: [],
} as const

/** What a caller gives to make a flow or template. */
export const given = { name: 'A to B', graph } as const

const shown = {
  name: 'A to B',
  graph,
  owners: [{ id: '019caddfb0007a0795e2c81d', type: 'user' }],
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:00.000Z',
} as const

export const flow = { id: '<hubFlowId>', ...shown, status: 'inactive' } as const
export const template = { id: '<hubTemplateId>', ...shown, status: 'draft' } as const

export const execution = {
  _id: '019cade0b0487a358c1f2e94',
  flowExecId: '<runId>',
  flowId: '<hubStartedFlowId>',
  started: 1,
  succeeded: 1,
  errors: 0,
  stepCounters: { step_1: { in: 1, out: 1, errors: 0 } },
  startedNodes: ['step_1'],
  succeededNodes: ['step_1'],
  createdAt: '2026-03-02T09:30:00.000Z',
  updatedAt: '2026-03-02T09:30:01.000Z',
} as const

export const usage = {
  _id: '019caddfb0007a0795e2c81d',
  tenant: '5f8d04a6e3b3c40011d3a1b2',
  executions: 304,
  user: '019caddfb0007a0795e2c81d',
  allFlows: ['019caddf6401b0c95a7d3e12'],
  username: 'sam@example.com',
} as const

export const meta = { total: 1, page: 1, perPage: 10, totalPages: 1 } as const
