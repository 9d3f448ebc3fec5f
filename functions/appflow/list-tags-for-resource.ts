import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { flowNameOf, resourceNotFound } from './_dialect/ids.ts'
import { ResourceArn } from './_dialect/types.ts'

/** Lists the tags of a flow. */
export default operation({
  name: 'ListTagsForResource',
  route: 'GET /tags/{resourceArn+}',
  example: { request: { resourceArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>' }, answer: { tags: {} } },
  permission: 'flows.read',
  input: t.object({ resourceArn: ResourceArn }),
  output: t.object({ tags: t.record(t.string(), t.string()) }),
  fails: ['flow-not-found'],
  effects: { reads: ['flow'] },
  async run({ resourceArn }, context) {
    const flow = await context.findFlow({ handle: flowNameOf(context, resourceArn) })
    if (!flow) throw resourceNotFound(resourceArn)
    return { tags: flow.tags }
  },
})
