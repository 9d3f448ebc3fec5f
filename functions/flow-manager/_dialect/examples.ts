/** What a configuration is made of in examples, besides its id. */
export const given = {
  name: 'Line 1',
  description: 'PLC to cloud',
  version: '1.0',
  task_configs: [
    { task_id: 'in', type: 'modbus_client', instances: 1, dependencies: [], params: { host: '10.0.1.50' } },
    { task_id: 'out', type: 'http_sender', instances: 2, dependencies: ['in'], params: {} },
  ],
} as const

/** A configuration as it is given back. */
export const configuration = { id: '<managedFlowId>', flow_id: '<managedFlowId>', ...given } as const

export const status = {
  flow_id: '<managedFlowId>',
  status: 'running',
  current_task: null,
  since: '2026-03-02T09:30:00.000Z',
  error: null,
} as const
