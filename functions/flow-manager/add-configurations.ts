import { addFlows } from '#app/flows/add-flows.ts'
import { defaultPlacement } from '#app/flows/default-placement.ts'
import { tenantFlowQuota } from '#core/flows/count-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { newFlow, readAll, refuseTaken } from './_dialect/bodies/additions.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { ChangeView } from './_dialect/views/change.ts'

/** Adds configurations, up to 1,000, all of them or none; their flows are stopped. */
export default operation({
  name: 'AddConfigurations',
  route: 'POST /flows',
  example: {
    request: { configurations: [{ id: 'line-2', ...examples.given }] },
    answer: { status: 'Configurations added', details: [{ flow_id: 'line-2', status: 'stopped' }] },
  },
  permission: 'flows.edit',
  input: t.object({ configurations: t.optional(t.unknown()) }),
  body: 'configurations',
  output: ChangeView,
  status: 201,
  fails: ['configuration-invalid', 'flow-quota-exceeded'],
  effects: { readsMany: ['flow'] },
  uses: { addFlows, defaultPlacement },
  async run({ configurations: given }, context) {
    const { use, takenFlowNames } = context
    const configurations = readAll(given)
    const placement = await use.defaultPlacement('flow-manager')
    const flows = configurations.map((one) => newFlow(one, context, placement))
    await refuseTaken(configurations, takenFlowNames, () => use.addFlows(flows, { tenant: tenantFlowQuota }))
    const details = configurations.map(({ id }) => ({ flow_id: id, status: 'stopped' as const }))
    return { status: 'Configurations added', details }
  },
})
