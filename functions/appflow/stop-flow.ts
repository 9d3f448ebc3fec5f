import { flowArn } from '#core/flows/arns.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { wireStatus } from './_dialect/words.ts'
import { FlowArn, FlowName, FlowStatus } from './_dialect/types.ts'

/** Deactivates a scheduled or event-triggered flow: no further runs start, and a run in progress continues. */
export default operation({
  name: 'StopFlow',
  route: 'POST /stop-flow',
  example: {
    request: { flowName: '<flowName>' },
    answer: { flowArn: 'arn:aws:appflow:us-east-1:000000000000:flow/<flowName>', flowStatus: 'Suspended' },
  },
  permission: 'flows.control',
  input: t.object({ flowName: FlowName }),
  output: t.object({ flowArn: FlowArn, flowStatus: FlowStatus }),
  fails: ['flow-not-found', 'flow-not-stoppable', 'flow-on-demand'],
  effects: { moves: ['flow'] },
  run: ({ flowName }, context) =>
    context.move.flow({ handle: flowName }, 'stop', ({ status }) => ({
      flowArn: flowArn(context, flowName),
      flowStatus: wireStatus[status],
    })),
})
