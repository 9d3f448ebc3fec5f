import { firstMessages } from '#app/runs/first-messages.ts'
import { flowArn } from '#core/flows/arns.ts'
import { FlowOnDemand } from '#core/flows/refuse-move.ts'
import { beginRun, firstMessagesAhead } from '#core/runs/begin-run.ts'
import { starterOf } from '#core/usage/usage.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { wireStatus } from './_dialect/words.ts'
import { ClientToken, FlowArn, FlowName, FlowStatus } from './_dialect/types.ts'

/** Activates a scheduled or event-triggered flow, or runs an on-demand flow. */
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
  fails: ['flow-not-found', 'flow-not-startable', 'run-quota-exceeded', 'token-reused'],
  effects: {
    moves: ['flow'],
    creates: ['run', 'message'],
    checks: ['flow'],
    updates: ['tally'],
    makesMessagesAhead: true,
  },
  uses: { firstMessages },
  clientToken: { member: 'clientToken', lifetimeSeconds: 8 * 60 * 60 },
  async run({ flowName }, context) {
    const answer = { flowArn: flowArn(context, flowName) }
    try {
      return await context.move.flow({ handle: flowName }, 'start', ({ status }) => ({
        ...answer,
        flowStatus: wireStatus[status],
      }))
    } catch (error) {
      if (!(error instanceof FlowOnDemand)) throw error
      const { flow } = error
      const { at, name: by } = context.actor
      const id = context.newUuid()
      const first = await context.use.firstMessages(flow, flow.startedVersion ?? flow.definitionVersion)
      const trigger = { kind: 'on-demand', at, by } as const
      const { after, change } = beginRun(flow, { id, trigger, asker: starterOf(context.caller), first })
      await context.makeAhead(firstMessagesAhead(after, first).change)
      return context.commit(change, { ...answer, flowStatus: wireStatus[flow.status], executionId: id }, flow.id)
    }
  },
})
