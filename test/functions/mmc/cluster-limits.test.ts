import { describe, expect, test } from 'vitest'
import { clusterLimits as limits } from '../../../functions/mmc/_dialect/cluster-limits.ts'
import type { Cluster } from '../../../lib/core/clusters/cluster.ts'
import { formCluster } from '../../../lib/core/clusters/form-cluster.ts'
import { addNodes, removeNodes } from '../../../lib/core/clusters/resize-cluster.ts'
import type { ServerHealth } from '../../../lib/core/servers/server-status.ts'

const at = '2026-06-01T12:00:00.000Z'
const actor = { name: 'x', kind: 'user', via: 'mmc', at } as const
const audit = { createdAt: at, createdBy: 'x' }

/** Servers that are up, alone, and of one version. */
const servers = (count: number, runtimeVersion = '3.8.0', prefix = 's'): ServerHealth[] =>
  Array.from({ length: count }, (_, index) => {
    const id = `${prefix}${index}`
    const agent = { agentId: `a-${id}`, agentUrl: `https://${id}`, hostIp: '10.0.0.1' }
    const desired = { generation: 1, applications: {} }
    const server = { tenant: 't', id, version: 1, name: id, ...agent, runtimeVersion, groupIds: [], desired, ...audit }
    return { server, lease: undefined, status: 'ok' }
  })
const idsOf = (nodes: readonly ServerHealth[]) => nodes.map(({ server }) => server.id)
const byId = (nodes: readonly ServerHealth[]) => new Map(nodes.map((node) => [node.server.id, node]))

const cluster = (members: readonly ServerHealth[]): Cluster => ({
  tenant: 't',
  id: 'c',
  version: 1,
  name: 'east',
  runtimeVersion: members[0]?.server.runtimeVersion ?? '',
  multicast: true,
  groupIds: [],
  memberIds: idsOf(members),
  lastRestartedAt: at,
  updatedAt: at,
  updatedBy: 'x',
  ...audit,
})

const form = (count: number) => {
  const nodes = servers(count)
  const formation = {
    tenant: 't',
    id: 'c',
    name: 'east',
    runtimeVersion: '3.8.0',
    multicast: true,
    actor,
    limits,
  }
  return formCluster({ ...formation, nodeIds: idsOf(nodes) }, false, byId(nodes)).after.cluster.memberIds.length
}
const grow = (count: number, added: number, version?: string) => {
  const [members, nodes] = [servers(count, version), servers(added, version, 'n')]
  return addNodes(cluster(members), members, idsOf(nodes), byId(nodes), actor, limits).change[0].set.memberIds.length
}
const shrink = (count: number, removed: number, version?: string) => {
  const members = servers(count, version)
  const ids = idsOf(members).slice(0, removed)
  return removeNodes(cluster(members), members, ids, actor, limits).change[0].set.memberIds.length
}

describe('a cluster', () => {
  test('is formed of eight nodes, and of no more', () => {
    expect(form(8)).toBe(8)
    expect(() => form(9)).toThrow('A cluster has at most 8 nodes, not 9.')
  })

  test('grows to eight nodes, and to no more', () => {
    expect(grow(6, 2)).toBe(8)
    expect(() => grow(7, 2)).toThrow('A cluster has at most 8 nodes; this would make 9.')
  })

  test.each(['3.3.0', '3.3.0-rc1', '3.3', '3.10.2', '4.0.0'])('of runtimes %s changes its size', (version) => {
    expect([grow(2, 1, version), shrink(3, 1, version)]).toEqual([3, 2])
  })

  test.each(['3.2.9', '3.2', '2.9.9', '3'])('of runtimes %s does not', (version) => {
    for (const resize of [() => grow(2, 1, version), () => shrink(3, 1, version)])
      expect(resize).toThrow('Server s0 (s0) is older than Mule 3.3.0.')
  })
})
