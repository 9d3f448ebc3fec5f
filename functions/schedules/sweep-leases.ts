import { recordLivenessChange } from '#core/servers/record-liveness-change.ts'
import { isLive, type Lease } from '#core/servers/lease.ts'
import { DomainError } from '#core/errors.ts'
import { defaultTenant } from '#core/tenants.ts'
import * as t from '#runtime/declarations/schema.ts'
import { task, type TaskContext } from '#runtime/declarations/task.ts'

/**
 * Turns silence into events, once a minute: notes on a server's item that its agent went silent or is back, from which
 * the relay makes `server.down` and `server.up`. Reads all leases (20 for a read unit) and nothing else of servers whose
 * news is out already. Also counts the fleet, from which agents' pauses follow.
 */
const effects = { sweeps: true, reads: ['server'], updates: ['server'], creates: ['fleet'] } as const

export default task({
  name: 'SweepLeases',
  input: t.looseObject({}),
  schedule: 'rate(1 minute)',
  effects,
  async run(_input, context) {
    const { leases, at, commit } = context
    let count = 0
    let announced = 0
    for await (const page of leases.all()) {
      for (const lease of page) {
        if (isLive(lease, at)) count++
        if (lease.serverId !== undefined && isNews(lease, at) && (await tell(context, lease))) announced++
      }
    }
    const fleet = { tenant: defaultTenant, name: 'fleet' as const, count, countedAt: at }
    return commit([{ kind: 'put', entity: 'fleet', item: fleet }], { count, announced })
  },
})

const isNews = (lease: Lease, at: string): boolean => (lease.announced ?? 'up') !== (isLive(lease, at) ? 'up' : 'down')

async function tell(context: TaskContext<typeof effects>, lease: Lease): Promise<boolean> {
  const tenant = context.forTenant(lease.tenant)
  const server = await tenant.read.server(lease.serverId ?? '')
  const change = server && recordLivenessChange(server, lease, context.at)
  if (change === 'later') return false
  try {
    if (change) await tenant.commit([change], undefined)
  } catch (error) {
    // It has just changed: the next sweep sees how.
    if (error instanceof DomainError && error.code === 'version-conflict') return false
    throw error
  }
  await context.leases.noteAnnounced(lease, isLive(lease, context.at) ? 'up' : 'down')
  return change !== undefined
}
