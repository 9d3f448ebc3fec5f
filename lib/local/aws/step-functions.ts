import * as z from 'zod/mini'
import type { Execution, Executions } from '../executions.ts'
import { arnOf, executionArn, stateMachineArn, workflowOf } from '../names.ts'
import { AwsError, authorise, dispatch, type AwsService } from './protocol.ts'

const text = z.optional(z.string())
const input = z.looseObject({
  stateMachineArn: text,
  executionArn: text,
  name: z.optional(z.string().check(z.regex(/^[\w-]{1,80}$/))),
  input: text,
  taskToken: text,
  output: text,
  error: text,
  cause: text,
})

/** Step Functions: starting, listing and describing executions, and answering task tokens. Dates are epoch seconds. */
export const stepFunctions = (executions: Executions, workflows: readonly string[]): AwsService => ({
  name: 'states',
  matches: ({ headers }) => headers['x-amz-target']?.startsWith('AWSStepFunctions.') ?? false,
  handle: dispatch(input, {
    async StartExecution({ stateMachineArn: arn = '', name = crypto.randomUUID(), input = '{}' }, request) {
      const workflow = workflowOf(arn.split(':').at(-1))
      if (!workflows.includes(workflow)) {
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
      }
      authorise(request, { action: 'states:StartExecution', resource: stateMachineArn(workflow) })
      parseJson(input, 'InvalidExecutionInput')
      const execution = await executions.start(workflow, name, input)
      if (!execution) {
        throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(workflow, name)}'`)
      }
      return { executionArn: executionArn(workflow, name), startDate: execution.startedAt / 1000 }
    },
    async DescribeExecution({ executionArn: arn = '' }, request) {
      const [machine, name = ''] = arn.split(':').slice(-2)
      authorise(request, { action: 'states:DescribeExecution', resource: arn })
      const execution = await executions.get(workflowOf(machine), name)
      if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
      const { input, output, error, cause } = execution
      return { ...listed(execution), input, output, error, cause }
    },
    async ListExecutions({ stateMachineArn: arn = '' }, request) {
      const workflow = workflowOf(arn.split(':').at(-1))
      authorise(request, { action: 'states:ListExecutions', resource: arn })
      return { executions: (await executions.all()).filter((one) => one.workflow === workflow).map(listed) }
    },
    async SendTaskSuccess({ taskToken = '', output = '{}' }, request) {
      authorise(request, { action: 'states:SendTaskSuccess', resource: arnOf('workflows') })
      return answered(executions.answer(taskToken, { output: parseJson(output, 'InvalidOutput') }))
    },
    async SendTaskFailure({ taskToken = '', error = 'States.TaskFailed', cause = '' }, request) {
      authorise(request, { action: 'states:SendTaskFailure', resource: arnOf('workflows') })
      return answered(executions.answer(taskToken, { error, cause }))
    },
  }),
})

const listed = ({ workflow, name, status, startedAt, stoppedAt }: Execution) => ({
  executionArn: executionArn(workflow, name),
  stateMachineArn: stateMachineArn(workflow),
  name,
  status,
  startDate: startedAt / 1000,
  stopDate: stoppedAt && stoppedAt / 1000,
})

function parseJson(text: string, errorName: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AwsError(errorName, (error as Error).message)
  }
}

function answered(was: boolean): Promise<object> {
  if (!was) throw new AwsError('TaskTimedOut', 'Task Timed Out: the token is not waited with any more.')
  return Promise.resolve({})
}
