import type { Keys } from './keys.ts'

type HostingEntity = 'default-placement' | 'flow-servers' | 'placed-flow' | 'hosting' | 'hosted-run'

/** The keys of what is kept of flows on runtimes: a part of the tables in table.ts. */
export const hostingEntities: { [E in HostingEntity]: Keys<E> } = {
  'default-placement': {
    key: (tenant, dialect) => ({ pk: `${tenant}|default-placement|${dialect}`, sk: 'default-placement' }),
    names: ({ dialect }) => [dialect],
    json: ['placement'],
    versioned: true,
  },
  'flow-servers': {
    key: (tenant, flowId) => ({ pk: `${tenant}|flow-servers|${flowId}`, sk: 'flow-servers' }),
    names: ({ flowId }) => [flowId],
    json: ['servers', 'targets', 'told'],
    versioned: true,
  },
  'placed-flow': {
    key: (tenant, target, flowId) => ({ pk: `${tenant}|placed-flow|${target}`, sk: `placed-flow|${flowId}` }),
    names: ({ target, flowId }) => [target, flowId],
  },
  hosting: {
    key: (tenant, serverId, flowKey) => ({ pk: `${tenant}|server|${serverId}`, sk: `hosting|${flowKey}` }),
    names: ({ serverId, flowKey }) => [serverId, flowKey],
    json: ['report'],
    within: 'server',
  },
  'hosted-run': {
    key: (tenant, serverId, runId) => ({ pk: `${tenant}|server|${serverId}`, sk: `hosted-run|${runId}` }),
    names: ({ serverId, runId }) => [serverId, runId],
    json: ['payload'],
    within: 'server',
  },
}
