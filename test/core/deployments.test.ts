import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { advanceDeployment } from '../../lib/core/deployments/advance-deployment.ts'
import { beginDeployment } from '../../lib/core/deployments/begin-deployment.ts'
import { isPlaced, placeOn } from '../../lib/core/deployments/place.ts'
import { deploymentIdOf, itemIdIn, publicIdOf } from '../../lib/core/deployments/public-id.ts'
import { deploymentStatus } from '../../lib/core/deployments/deployment-status.ts'
import type { Deployment } from '../../lib/core/deployments/deployment.ts'
import type { Cluster } from '../../lib/core/clusters/cluster.ts'
import { defaultDeploymentPolicy, type DeploymentRollout, type Step } from '../../lib/core/rollouts/rollout.ts'
import type { ServerStatus, ServerHealth } from '../../lib/core/servers/server-status.ts'
import type { Server } from '../../lib/core/servers/server.ts'

const at = '2026-06-01T12:00:00.000Z'
const after = (seconds: number) => new Date(Date.parse(at) + seconds * 1000).toISOString()

function server(id: string, clusterId?: string): Server {
  return {
    tenant: 't',
    id,
    version: 1,
    name: id,
    agentId: id,
    agentUrl: 'https://x',
    runtimeVersion: '3.8.0',
    hostIp: '',
    groupIds: [],
    clusterId,
    desired: { generation: 1, applications: {} },
    createdAt: at,
    createdBy: 'x',
  }
}
const rollout = (steps: Step[], set: Partial<DeploymentRollout> = {}): DeploymentRollout => ({
  tenant: 't',
  id: 'r',
  version: 1,
  kind: 'deploy',
  target: { kind: 'deployment', id: 'd', name: 'd' },
  policy: defaultDeploymentPolicy,
  applications: [{ name: 'app', versionId: 'v' }],
  revision: 1,
  status: 'running',
  epoch: 1,
  steps,
  requestedBy: 'x',
  via: 'test',
  createdAt: at,
  deadlineAt: after(3600),
  ...set,
})
const step = (serverId: string, clusterId?: string): Step => ({
  serverId,
  name: serverId,
  clusterId,
  status: 'waiting',
  times: {},
})

/** What a server's agent does with what is placed there. */
type Fate = 'started' | 'failed' | 'silent' | 'slow'

describe('a rollout over clusters, whatever becomes of its servers', () => {
  const estate = fc.array(
    fc.array(fc.constantFrom<Fate>('started', 'failed', 'silent', 'slow'), { minLength: 1, maxLength: 8 }),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  test('ends; never has more than half of a cluster in hand, nor two batches; after a failure the rest is spared', () => {
    fc.assert(
      fc.property(estate, fc.integer({ min: 1, max: 9 }), (fates, maxParallel) => {
        const servers = new Map<string, { server: Server; fate: Fate; since: number }>()
        const clusters = new Map<string, Cluster>()
        const steps: Step[] = []
        for (const [index, members] of fates.entries()) {
          const memberIds = members.map((_, member) => `c${index}-${member}`)
          clusters.set(`c${index}`, { id: `c${index}`, name: `c${index}`, memberIds } as Cluster)
          for (const [member, fate] of members.entries()) {
            const id = memberIds[member] ?? ''
            servers.set(id, { server: server(id, `c${index}`), fate, since: 0 })
            steps.push(step(id, `c${index}`))
          }
        }
        let one = rollout(steps, { policy: { ...defaultDeploymentPolicy, maxParallel } })
        let seconds = 0
        for (let look = 0; ; look++) {
          if (look > 2000) throw new Error('It does not end.')
          const now = after(seconds)
          const watched = new Map<string, ServerHealth>(
            [...servers].map(([id, { server: item, fate, since }]) => {
              const isDown = fate === 'silent' && since > 0 && seconds - since > 20
              const status: ServerStatus = isDown ? 'stopped' : 'ok'
              return [id, { server: item, lease: undefined, status }]
            }),
          )
          const { after: advance, change } = advanceDeployment(one, clusters, watched, now)
          for (const { before, set } of change) clusters.set(before.id, { ...before, ...set })
          one = { ...one, steps: advance.steps }
          const inProgress = one.steps.filter(({ status }) => status === 'ordered')
          expect(inProgress.length).toBeLessThanOrEqual(maxParallel)
          for (const [id, { memberIds }] of clusters) {
            const own = inProgress.filter(({ clusterId }) => clusterId === id)
            expect(own.length).toBeLessThanOrEqual(Math.max(1, Math.floor(memberIds.length / 2)))
            expect(new Set(own.map(({ times }) => times.orderedAt)).size).toBeLessThanOrEqual(1)
            const isProved = one.steps.some(({ clusterId, status }) => clusterId === id && status === 'done')
            expect(own.length > 1 && !isProved).toBe(false)
          }
          if (advance.next === 'end') break
          for (const each of inProgress) {
            const found = servers.get(each.serverId)
            if (!found) continue
            if (!isPlaced(found.server, one)) {
              const { set } = placeOn(found.server, one, each, now)
              found.server = { ...found.server, desired: set.desired }
              found.since = seconds
            }
            const isReported =
              found.fate === 'started' ||
              found.fate === 'failed' ||
              (found.fate === 'slow' && seconds - found.since > 40)
            if (isReported) {
              const status = found.fate === 'failed' ? ('failed' as const) : ('started' as const)
              const application = {
                status,
                versionId: 'v',
                placement: 'r',
                digest: '',
                running: 0,
                paused: 0,
                stopped: 0,
              }
              found.server = { ...found.server, observed: { applications: { app: application } } as never }
            }
          }
          seconds += advance.seconds
        }
        for (const id of clusters.keys()) {
          const own = one.steps.filter(({ clusterId }) => clusterId === id)
          const failed = own.findIndex(({ status }) => status === 'failed')
          expect(own.every(({ status }) => ['done', 'failed', 'skipped'].includes(status))).toBe(true)
          if (failed >= 0)
            expect(own.filter(({ status }) => status === 'failed').length).toBeLessThanOrEqual(
              Math.max(1, Math.floor(own.length / 2)),
            )
        }
      }),
      { numRuns: 300 },
    )
  })
})

test('a deployment’s id is another one with every revision, and leads to the same item', () => {
  const id = deploymentIdOf('01a1fe4f-51a1-74ad-8cb8-acb7f00dcafe')
  const ids = [1, 2, 255, 4_294_967_295].map((revision) => publicIdOf({ id, revision }))
  expect(new Set(ids).size).toBe(4)
  for (const one of ids) {
    expect(one).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(itemIdIn(one)).toBe(id)
  }
})

test.each([
  ['as the last rollout ended', {}, 'deployed'],
  [
    'in progress while a rollout of this revision has it',
    { rollout: { revision: 2, deadlineAt: after(1) } },
    'in-progress',
  ],
  [
    'as it was updated, whatever a rollout of a former revision does',
    { rollout: { revision: 1, deadlineAt: after(1) } },
    'deployed',
  ],
  ['failed when its rollout is past its time', { rollout: { revision: 2, deadlineAt: at } }, 'failed'],
  ['deleting whatever else', { status: 'deleting', rollout: { revision: 2, deadlineAt: after(1) } }, 'deleting'],
])('a deployment is %s', (_what, set, status) => {
  const deployment = { status: 'deployed', revision: 2, ...set } as Deployment
  expect(deploymentStatus(deployment, at)).toBe(status)
})

test('a tombstone whose rollout is past its time is begun anew, and leaves alone the name it has given back', () => {
  const one = {
    ...server('s'),
    desired: { generation: 1, applications: { app: { versionId: 'v', deploymentId: 'd' } } },
  }
  const snapshot = {
    servers: new Map([['s', { server: one, lease: undefined, status: 'ok' as const }]]),
    clusters: new Map(),
    groups: new Map(),
  }
  const deployment = {
    tenant: 't',
    id: 'd',
    name: 'd',
    revision: 1,
    status: 'deleting',
    targets: [],
    applications: [],
    placed: { serverIds: ['s'], clusterIds: [] },
  } as unknown as Deployment
  const former = rollout([step('s')], { kind: 'delete', deadlineAt: after(1) })
  const begin = (now: string) =>
    beginDeployment(
      deployment,
      { kind: 'delete', id: 'r2', actor: { name: 'x', kind: 'user', via: 'test', at: now } },
      { snapshot, former, versionIds: new Set() },
    )

  expect(begin(at)).toMatchObject({ after: { rolloutId: 'r' }, change: [] })
  const { change } = begin(after(2))
  expect(change.map(({ kind, entity }) => `${kind} ${entity}`)).toEqual([
    'create rollout',
    'update deployment',
    'update rollout',
  ])
})

test('what is placed leaves alone what others placed or a host started with, and clears what was taken out', () => {
  const before = server('s')
  before.desired.applications = {
    own: { state: 'stopped' },
    other: { versionId: 'o', deploymentId: 'other', placement: 'q' },
    app: { versionId: 'o', deploymentId: 'other', placement: 'q' },
    former: { versionId: 'f', deploymentId: 'd', placement: 'q' },
  }
  const { set } = placeOn(before, rollout([]), step('s'), at)
  expect(set.desired?.applications).toEqual({
    own: { state: 'stopped' },
    other: { versionId: 'o', deploymentId: 'other', placement: 'q' },
    app: { versionId: 'v', deploymentId: 'd', placement: 'r' },
  })
  const cleared = placeOn(
    before,
    rollout([], { kind: 'undeploy', applications: [] }),
    { ...step('s'), isRemoval: true },
    at,
  )
  expect(Object.keys(cleared.set.desired?.applications ?? {})).toEqual(['own', 'other', 'app'])
})
