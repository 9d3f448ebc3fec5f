import type { Resource, SecretName } from '#runtime/declarations/resources.ts'
import type { StepQueue } from '#core/runs/queue.ts'
import { table } from '#store/table.ts'
import { deadLetterQueue, stepQueueNames } from '#runtime/declarations/queues.ts'

const region = 'us-east-1'
const accountId = '000000000000'

/** The names of resources on one machine: those an installation without a prefix has on AWS in this account and region. */
export const names = {
  region,
  accountId,
  table: 'sluice',
  livenessTable: 'sluice-liveness',
  bus: 'sluice',
  bucket: `sluice-archives-${accountId}-${region}`,
  scheduleGroup: 'sluice-flows',
  deadLetters: deadLetterQueue.name,
  secret: (name: SecretName) => `sluice/${name}`,
} as const

const arn = (service: string, rest: string) => `arn:aws:${service}:${names.region}:${names.accountId}:${rest}`

export const functionArn = (name: string): string => arn('lambda', `function:${name}`)

const stateMachinePrefix = 'sluice-'
export const stateMachineArn = (workflow: string): string =>
  arn('states', `stateMachine:${stateMachinePrefix}${workflow}`)
export const executionArn = (workflow: string, name: string): string =>
  arn('states', `execution:${stateMachinePrefix}${workflow}:${name}`)

/** The workflow that a state machine's name means; empty for a name of none. */
export const workflowOf = (stateMachine = ''): string =>
  stateMachine.startsWith(stateMachinePrefix) ? stateMachine.slice(stateMachinePrefix.length) : ''

/** The function a name, a partial ARN or an ARN in any region means. */
export const functionNameIn = (nameOrArn: string): string =>
  nameOrArn.replace(/^.*:function:/, '').replace(/:\$LATEST$/, '')

export const queueArn = (name: string): string => arn('sqs', name)

/** What flows read and write users' buckets as. */
export const dataRoleArn = `arn:aws:iam::${names.accountId}:role/sluice-data-${names.region}`

export const objectArn = (key: string, bucket: string = names.bucket): string => `arn:aws:s3:::${bucket}/${key}`

export const arnOf = (resource: Resource): string => {
  if (resource.startsWith('secret:'))
    return arn('secretsmanager', `secret:${names.secret(resource.slice(7) as SecretName)}`)
  if (resource.startsWith('objects:')) return objectArn(`${resource.slice('objects:'.length)}/*`)
  if (resource.startsWith('queue:')) return queueArn(stepQueueNames[resource.slice('queue:'.length) as StepQueue])
  if (resource.startsWith('functions:')) return functionArn(`${resource.slice('functions:'.length)}-*`)
  switch (resource as Exclude<Resource, `${'secret' | 'functions' | 'objects' | 'queue'}:${string}`>) {
    case 'liveness':
      return arn('dynamodb', `table/${names.livenessTable}`)
    case 'workflows':
      return stateMachineArn('*')
    case 'table':
      return arn('dynamodb', `table/${names.table}`)
    case 'index':
      return arn('dynamodb', `table/${names.table}/index/${table.index.name}`)
    case 'changes':
      return arn('dynamodb', `table/${names.table}/index/${table.changes.name}`)
    case 'stream':
      return arn('dynamodb', `table/${names.table}/stream/*`)
    case 'bus':
      return arn('events', `event-bus/${names.bus}`)
    case 'schedules':
      return arn('scheduler', `schedule/${names.scheduleGroup}/*`)
    case 'scheduleRole':
      return `arn:aws:iam::${names.accountId}:role/sluice-schedules-${names.region}`
    case 'accountFunctions':
      return functionArn('*')
    case 'dataRole':
      return dataRoleArn
    case 'deadLetters':
      return queueArn(names.deadLetters)
  }
}
