import { checkPlacement } from '#app/flows/check-placement.ts'
import { findFlow } from '#app/flows/find-flow.ts'
import { placeFlow } from '#core/flows/place-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowReference } from './_dialect/types.ts'
import { FlowPlacementView, flowPlacementView, PlacementBody } from './_dialect/views/placement.ts'

/**
 * Says where a flow runs from its next start on: on the service, or on runtimes. Only while it is draft, inactive or errored; a flow
 * that is run on demand stays with the service.
 */
export default operation({
  name: 'PutFlowPlacement',
  route: 'PUT /flows/{flow}/placement',
  example: {
    request: { flow: '<hubFlowId>', kind: 'servers', ids: ['<memberId>'] },
    answer: { kind: 'servers', ids: ['<memberId>'], runtimes: [] },
  },
  permission: 'flows.edit',
  input: t.strictObject({ flow: FlowReference, ...PlacementBody }),
  output: FlowPlacementView,
  fails: ['flow-not-found', 'flow-not-placeable', 'server-not-found', 'server-group-not-found', 'cluster-not-found'],
  effects: { creates: ['flow-pointer'], updates: ['flow', 'tally'] },
  uses: { findFlow, checkPlacement },
  async run({ flow: handleOrId, kind, ids = [] }, { actor, use, commit }) {
    const flow = await use.findFlow({ handleOrId })
    const placement = await use.checkPlacement({ kind, ids })
    const { after, change } = placeFlow(flow, placement, actor)
    return commit(change, flowPlacementView(after, []))
  },
})
