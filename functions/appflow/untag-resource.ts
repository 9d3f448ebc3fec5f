import { updateFlow } from '#core/flows/update-flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { flowNameOf, resourceNotFound } from './_dialect/ids.ts'
import { mostTags, ResourceArn, TagKey } from './_dialect/types.ts'

/** Removes tags from a flow; keys it does not have are ignored. */
export default operation({
  name: 'UntagResource',
  route: 'DELETE /tags/{resourceArn+}',
  example: {
    request: { resourceArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>', tagKeys: ['team'] },
    answer: {},
  },
  permission: 'flows.edit',
  input: t.object({ resourceArn: ResourceArn, tagKeys: t.array(TagKey).check(t.maxLength(mostTags)) }),
  query: ['tagKeys'],
  output: t.object({}),
  fails: ['flow-not-found'],
  effects: { reads: ['flow'], updates: ['flow'] },
  async run({ resourceArn, tagKeys }, context) {
    const flow = await context.findFlow({ handle: flowNameOf(context, resourceArn) })
    if (!flow) throw resourceNotFound(resourceArn)
    const tags = Object.fromEntries(Object.entries(flow.tags).filter(([key]) => !tagKeys.includes(key)))
    return context.commit(updateFlow(flow, { tags }, context.actor).change, {})
  },
})
