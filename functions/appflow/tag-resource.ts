import { updateFlow } from '#core/flows/update-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { flowNameOf, resourceNotFound } from './_dialect/ids.ts'
import { mergeTags } from './_dialect/bodies/tags.ts'
import { ResourceArn, TagMap } from './_dialect/types.ts'

/** Adds tags to a flow; an existing tag gets the new value. */
export default operation({
  name: 'TagResource',
  route: 'POST /tags/{resourceArn+}',
  example: {
    request: { resourceArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>', tags: { team: 'orders' } },
    answer: {},
  },
  permission: 'flows.edit',
  input: t.object({ resourceArn: ResourceArn, tags: TagMap }),
  output: t.object({}),
  fails: ['flow-not-found'],
  effects: { reads: ['flow'], updates: ['flow'] },
  async run({ resourceArn, tags }, context) {
    const flow = await context.findFlow({ handle: flowNameOf(context, resourceArn) })
    if (!flow) throw resourceNotFound(resourceArn)
    return context.commit(updateFlow(flow, { tags: mergeTags(flow, tags) }, context.actor).change, {})
  },
})
