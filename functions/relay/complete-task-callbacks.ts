import { isSignificantChange } from '#core/rollouts/judge-step.ts'
import { effect, type RelayContext } from '#runtime/declarations/relay.ts'

/**
 * Answers the token a rollout waits with when there is something to look at: the server turned, the rollout is being
 * cancelled, or the server had changed already when the token was left. The answer says nothing; the workflow looks for
 * itself.
 */
export default effect({
  name: 'CompleteTaskCallbacks',
  entities: ['server', 'task-callback', 'rollout'],
  effects: { reads: ['task-callback', 'server'], startsExecutions: true },
  async run(change, context) {
    if (change.entity === 'task-callback' && change.after) {
      const { tenant, serverId, seenVersion, token } = change.after
      const server = await context.read('server', tenant, serverId)
      if (server?.version !== seenVersion) await context.answer(token)
    }
    if (change.entity === 'server' && change.before && isSignificantChange(change.before, change.after)) {
      await answerWaiter(context, change.before.tenant, change.before.id)
    }
    if (change.entity === 'rollout' && change.before?.epoch === change.after?.epoch) {
      const { before, after } = change
      if (!after?.isCancelling || before?.isCancelling) return
      for (const { serverId, status } of after.steps) {
        if (status === 'ordered') await answerWaiter(context, after.tenant, serverId)
      }
    }
  },
})

async function answerWaiter({ read, answer }: RelayContext, tenant: string, serverId: string): Promise<void> {
  const callback = await read('task-callback', tenant, serverId)
  if (callback) await answer(callback.token)
}
