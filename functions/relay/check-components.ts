import { refuseUnresolved } from '#app/components/refuse-unresolved.ts'
import type { FlowStatus } from '#core/flows/lifecycle.ts'
import { effect } from '#runtime/declarations/relay.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'

/**
 * Fails a flow that a start has made active at once, with components nobody has registered, in tenants that are strict about
 * it. One that was starting first has been looked at by then (SettleFlows). An on-demand flow has no start that could fail: its
 * runs do.
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
    const isChecked = before !== undefined && checked.has(before.status)
    if (!isChecked) await retryOnConflict(() => use.refuseUnresolved(after))
  },
})

/** Whoever comes from these to `active` has been started before that. */
const checked: ReadonlySet<FlowStatus> = new Set(['starting', 'active', 'paused'])
