import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { flowArn } from './_dialect/ids.ts'
import { wireStatus } from './_dialect/words.ts'
import { ClientToken, FlowArn, FlowName, FlowStatus } from './_dialect/types.ts'

/** Activates a scheduled or event-triggered flow. */
export default operation({
  name: 'StartFlow',
  route: 'POST /start-flow',
  example: {
    request: { flowName: '<flowName>' },
    answer: { flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>', flowStatus: 'Active' },
  },
  permission: 'flows.control',
  input: t.object({ flowName: FlowName, clientToken: t.optional(ClientToken) }),
  output: t.object({ flowArn: FlowArn, flowStatus: FlowStatus, executionId: t.optional(t.string()) }),
  fails: ['flow-not-found', 'flow-not-startable', 'flow-runs-unavailable', 'token-reused'],
  effects: { moves: ['flow'] },
  clientToken: { member: 'clientToken', lifetimeSeconds: 8 * 60 * 60 },
  run: ({ flowName }, context) =>
    context.move.flow({ handle: flowName }, 'start', ({ status }) => ({
      flowArn: flowArn(context, flowName),
      flowStatus: wireStatus[status],
    })),
})
