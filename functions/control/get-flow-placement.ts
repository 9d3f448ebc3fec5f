import { findFlow } from '#app/flows/find-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { FlowReference } from './_dialect/types.ts'
import { FlowPlacementView, flowPlacementView } from './_dialect/views/placement.ts'

/** Returns where a flow runs and, of one on runtimes, what each of them reports of it. */
export default operation({
  name: 'GetFlowPlacement',
  route: 'GET /flows/{flow}/placement',
  example: {
    request: { flow: '<hostedFlowName>' },
    answer: { kind: 'servers', ids: ['<memberId>'], runtimes: [{ serverId: '<memberId>', isLive: false }] },
  },
  permission: 'flows.read',
  watchable: true,
  input: t.strictObject({ flow: FlowReference }),
  output: FlowPlacementView,
  fails: ['flow-not-found'],
  effects: { readsStandings: true },
  uses: { findFlow },
  async run({ flow: handleOrId }, { use, standingsOf }) {
    const flow = await use.findFlow({ handleOrId })
    return flowPlacementView(flow, await standingsOf(flow))
  },
})
