import type { Execution, Executions } from '../executions.ts'
import { arnOf, executionArn, stateMachineArn } from '../names.ts'
import { AwsError, authorise, dispatch, type AwsService } from './protocol.ts'

interface Input {
  stateMachineArn?: string
  executionArn?: string
  name?: string
  input?: string
  taskToken?: string
  output?: string
  error?: string
  cause?: string
}

/** Step Functions: starting, listing and describing executions, and answering task tokens. Dates are epoch seconds. */
export const stepFunctions = (executions: Executions, workflows: readonly string[]): AwsService => ({
  name: 'states',
  matches: ({ headers }) => headers['x-amz-target']?.startsWith('AWSStepFunctions.') ?? false,
  handle: dispatch<Input>({
    async StartExecution({ stateMachineArn: arn = '', name = crypto.randomUUID(), input = '{}' }, request) {
      const workflow = arn.split(':').at(-1) ?? ''
      if (!workflows.includes(workflow)) {
        throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`)
      }
      authorise(request, { action: 'states:StartExecution', resource: stateMachineArn(workflow) })
      const execution = await executions.start(workflow, name, input)
      if (!execution) {
        throw new AwsError('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn(workflow, name)}'`)
      }
      return { executionArn: executionArn(workflow, name), startDate: execution.startedAt / 1000 }
    },
    async DescribeExecution({ executionArn: arn = '' }, request) {
      const [workflow = '', name = ''] = arn.split(':').slice(-2)
      authorise(request, { action: 'states:DescribeExecution', resource: arn })
      const execution = await executions.get(workflow, name)
      if (!execution) throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`)
      const { input, output, error, cause } = execution
      return { ...listed(execution), input, output, error, cause }
    },
    async ListExecutions({ stateMachineArn: arn = '' }, request) {
      const workflow = arn.split(':').at(-1) ?? ''
      authorise(request, { action: 'states:ListExecutions', resource: arn })
      return { executions: (await executions.all()).filter((one) => one.workflow === workflow).map(listed) }
    },
    async SendTaskSuccess({ taskToken = '', output = '{}' }, request) {
      authorise(request, { action: 'states:SendTaskSuccess', resource: arnOf('workflows') })
      return answered(executions.answer(taskToken, { output: JSON.parse(output) as unknown }))
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

function answered(was: boolean): Promise<object> {
  if (!was) throw new AwsError('TaskTimedOut', 'Task Timed Out: the token is not waited with any more.')
  return Promise.resolve({})
}
