import {
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn'
import { clientConfig } from '#store/dynamo.ts'
import { declares } from '../declarations/effects.ts'
import type { RelayContext } from '../declarations/relay.ts'
import { clientFor } from '../invocation/clients.ts'
import type { Capability, Services } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface Effects {
    /** Starts executions of workflows and answers their tokens. */
    startsExecutions?: true
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** What the ARN of each workflow begins with; its folder's name follows. */
    stateMachineArnPrefix: string
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    /** Starts a workflow's execution under a name; the same name again is the same execution. */
    execute: (workflow: string, name: string, input: Record<string, unknown>) => Promise<void>
    /** Answers a task token; one that nobody waits with any more is left unchanged. */
    answer: (token: string) => Promise<void>
  }
}

const workflowsOf = clientFor((env) => new SFNClient(clientConfig(env)))

/** Starts executions of workflows, and answers those that wait. */
export default {
  name: 'executions',
  isFor: declares('startsExecutions'),
  grants: ({ startsExecutions }) =>
    startsExecutions
      ? [
          { actions: ['states:StartExecution'], on: 'workflows' },
          // A task token names no resource that a policy could.
          { actions: ['states:SendTaskSuccess'], on: '*' },
        ]
      : [],
  variables: { stateMachineArnPrefix: 'SLUICE_STATE_MACHINE_ARN_PREFIX' },
  relay: ({ env }: Services): Pick<RelayContext, 'execute' | 'answer'> => ({
    async execute(workflow, name, input) {
      const stateMachineArn = `${env.stateMachineArnPrefix}${workflow}`
      try {
        await workflowsOf(env).send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }))
      } catch (error) {
        if (!(error instanceof ExecutionAlreadyExists)) throw error
      }
    },

    async answer(taskToken) {
      try {
        await workflowsOf(env).send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))
      } catch (error) {
        if (!(error instanceof TaskTimedOut) && !(error instanceof TaskDoesNotExist)) throw error
      }
    },
  }),
} satisfies Capability
