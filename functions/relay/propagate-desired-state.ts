import { secondsAfter } from '#core/time.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** For how long one change makes an agent check in often at most: a command is given again if it is still to come. */
const fastPollMinutes = 15

/**
 * Carries to an agent's lease what its next check-in must be told: whose agent it is, which generation is desired, and to
 * come often while an order or a deployment is under way or its cluster is being rolled. Generations only rise, so late and repeated
 * changes come to the same end.
 */
export default effect({
  name: 'PropagateDesiredState',
  entities: ['server', 'rollout'],
  effects: { reads: ['server'], updates: ['lease'] },
  async run(change, { now, read, propagateToLease, detachLease }) {
    const until = (instant: string) => {
      const latest = secondsAfter(now, fastPollMinutes * 60)
      return instant < latest ? instant : latest
    }
    if (change.entity === 'server') {
      const { before, after } = change
      if (!after) return before && detachLease(before.agentId, before.id)
      const { generation, command, deployments = {} } = after.desired
      if (before?.desired.generation === generation) return
      // A server that is gone by now is the business of its removal.
      if (!(await read('server', after.tenant, after.id))) return
      const awaited = [command?.deadlineAt ?? '', ...Object.values(deployments).map(({ deadlineAt }) => deadlineAt)]
      const last = awaited.toSorted().at(-1) ?? ''
      const fastPoll = last > now ? { fastPollFrom: now, fastPollUntil: until(last) } : {}
      await propagateToLease(after.agentId, { serverId: after.id, desiredGeneration: generation, ...fastPoll })
    }
    // A deployment tells each server by the write that places something there.
    if (change.entity === 'rollout' && change.after?.target.kind === 'cluster' && isBegun(change)) {
      const { tenant, steps, deadlineAt } = change.after
      for (const { serverId, status } of steps) {
        const server = status === 'waiting' ? await read('server', tenant, serverId) : undefined
        if (server) await propagateToLease(server.agentId, { fastPollFrom: now, fastPollUntil: until(deadlineAt) })
      }
    }
  },
})

const isBegun = ({ before, after }: { before?: { status: string }; after?: { status: string } }): boolean =>
  after?.status === 'pending' && before?.status !== 'pending'
