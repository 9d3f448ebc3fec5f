import { findFlowWithDefinition } from '#app/flows/find-flow-with-definition.ts'
import { redefineFlow } from '#core/flows/update-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { checkConfiguration } from './_dialect/bodies/check-configuration.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { configuration, MetadataCatalogConfig } from './_dialect/bodies/configuration.ts'
import { destinationOf, detailsOf, sourceOf, toDefinition } from './_dialect/bodies/definition.ts'
import { wireStatus } from './_dialect/words.ts'
import { ClientToken, FlowDescription, FlowName, FlowStatus } from './_dialect/types.ts'
import { updatedDetails } from './_dialect/bodies/update.ts'

/**
 * Updates a flow's configuration in any state; an active flow stays active and uses the new settings from its next
 * run.
 */
export default operation({
  name: 'UpdateFlow',
  route: 'POST /update-flow',
  example: { request: { flowName: '<flowName>', ...examples.configuration }, answer: { flowStatus: 'Active' } },
  permission: 'flows.edit',
  input: t.object({
    flowName: FlowName,
    description: t.optional(FlowDescription),
    ...configuration,
    metadataCatalogConfig: t.optional(MetadataCatalogConfig),
    clientToken: t.optional(ClientToken),
  }),
  output: t.object({ flowStatus: FlowStatus }),
  fails: ['flow-not-found', 'flow-made-elsewhere', 'token-reused'],
  effects: { updates: ['flow', 'tally'], creates: ['flow-pointer', 'definition'] },
  uses: { findFlowWithDefinition },
  clientToken: { member: 'clientToken', lifetimeSeconds: 8 * 60 * 60 },
  async run({ flowName, description, clientToken: _, ...given }, context) {
    const trigger = checkConfiguration(flowName, given)
    const { flow, definition } = await context.use.findFlowWithDefinition({ handle: flowName })
    const details = updatedDetails(detailsOf(definition), given)
    const { after, change } = redefineFlow(
      flow,
      'appflow',
      toDefinition(details, description ?? definition.description),
      { trigger, source: sourceOf(given), destination: destinationOf(given) },
      context.actor,
    )
    return context.commit(change, { flowStatus: wireStatus[after.status] })
  },
})
