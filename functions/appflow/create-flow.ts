import { defaultPlacement } from '#app/flows/default-placement.ts'
import { flowArn } from '#core/flows/arns.ts'
import { tenantFlowQuota } from '#core/flows/count-flow.ts'
import { createFlow } from '#core/flows/create-flow.ts'
import { firstOwners } from '#core/users/visibility.ts'
import * as t from '#runtime/declarations/schema.ts'
import { checkConfiguration } from './_dialect/bodies/check-configuration.ts'
import { operation } from './_dialect/dialect.ts'
import * as examples from './_dialect/examples.ts'
import { configuration, MetadataCatalogConfig } from './_dialect/bodies/configuration.ts'
import { destinationOf, sourceOf, toDefinition } from './_dialect/bodies/definition.ts'
import { wireStatus } from './_dialect/words.ts'
import { ClientToken, FlowArn, FlowDescription, FlowName, FlowStatus, KmsArn, TagMap } from './_dialect/types.ts'

/** Creates a flow. A scheduled or event-triggered flow starts as a draft; an on-demand flow is active at once. */
export default operation({
  name: 'CreateFlow',
  route: 'POST /create-flow',
  example: {
    request: { flowName: 'accounts-to-lake', ...examples.configuration },
    answer: { flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/accounts-to-lake', flowStatus: 'Draft' },
  },
  permission: 'flows.edit',
  input: t.object({
    flowName: FlowName,
    description: t.optional(FlowDescription),
    kmsArn: t.optional(KmsArn),
    ...configuration,
    tags: t.optional(TagMap),
    metadataCatalogConfig: t.optional(MetadataCatalogConfig),
    clientToken: t.optional(ClientToken),
  }),
  output: t.object({ flowArn: FlowArn, flowStatus: FlowStatus }),
  fails: ['flow-name-taken', 'flow-quota-exceeded', 'token-reused'],
  effects: { creates: ['flow', 'flow-pointer', 'flow-alias', 'definition'], updates: ['tally'] },
  uses: { defaultPlacement },
  clientToken: { member: 'clientToken', lifetimeSeconds: 8 * 60 * 60 },
  async run({ flowName, description, tags = {}, clientToken: _, ...details }, context) {
    const trigger = checkConfiguration(flowName, details)
    const { after, change } = createFlow(
      {
        tenant: context.caller.tenant,
        name: flowName,
        id: context.newId(),
        madeBy: 'appflow',
        owners: firstOwners(context.caller),
        trigger,
        placement: trigger.kind === 'on-demand' ? undefined : await context.use.defaultPlacement('appflow'),
        source: sourceOf(details),
        destination: destinationOf(details),
        tags,
        definition: toDefinition({ ...details, schemaVersion: 1 }, description),
      },
      { tenant: tenantFlowQuota, dialect: context.flowQuota },
      context.actor,
    )
    return context.commit(change, { flowArn: flowArn(context, flowName), flowStatus: wireStatus[after.status] })
  },
})
