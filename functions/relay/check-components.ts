import { refuseUnresolved } from '#app/components/refuse-unresolved.ts'
import { effect } from '#runtime/declarations/relay.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'

/**
 * Fails a flow that has been started with components nobody has registered, in tenants that are strict about it. An on-demand
 * flow has no start that could fail: its runs do.
 */
export default effect({
  name: 'CheckComponents',
  entities: ['flow'],
  uses: { refuseUnresolved },
  async run(change, { use }) {
    if (change.entity !== 'flow' || change.after?.status !== 'active' || change.after.triggerKind === 'on-demand')
      return
    const { before, after } = change
    // A runtime has components of its own.
    if (after.isHosted) return
    const wasStarted = before?.status === 'active' || before?.status === 'paused'
    if (!wasStarted) await retryOnConflict(() => use.refuseUnresolved(after))
  },
})
