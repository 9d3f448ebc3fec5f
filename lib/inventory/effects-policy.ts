import type { EntityName } from '#core/items.ts'
import type { Effects, ObjectPrefix, SecretName } from '#runtime/declarations/operation.ts'
import { entities as allEntities, leadingKeys, leadingListKeys, type Keys } from '#store/table.ts'

/**
 * From declared effects to an IAM policy: the one derivation. CDK attaches its result to each function's role, the local
 * endpoints enforce the same result, and a test compares both with the declarations. Every table statement is narrowed
 * to the partition keys of the declared entities; nothing ever scans.
 */
export type Resource =
  | 'table'
  | 'liveness'
  | 'index'
  | 'stream'
  | 'bus'
  | 'schedules'
  | 'scheduleRole'
  | 'deadLetters'
  | 'workflows'
  | `objects:${ObjectPrefix}`
  | `secret:${SecretName}`
  | `functions:${string}`

export interface Statement {
  Effect: 'Allow'
  Action: string[]
  Resource: string
  Condition?: {
    'ForAllValues:StringLike'?: { 'dynamodb:LeadingKeys': string[] }
    StringEquals?: { 'iam:PassedToService': string }
  }
}

export function effectsPolicy(effects: Effects, arn: (resource: Resource) => string): Statement[] {
  const statements: Statement[] = []
  const allow = (Action: string[], resource: Resource, Condition?: Statement['Condition']) => {
    statements.push({ Effect: 'Allow', Action, Resource: arn(resource), ...(Condition ? { Condition } : {}) })
  }
  const ofKeys = (keys: string[]): Statement['Condition'] => ({
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
  })

  for (const table of ['table', 'liveness'] as const) {
    for (const [action, keys] of tableActions(effects, table)) allow([action], table, ofKeys(keys))
  }
  const { lists = [], secrets = [] } = effects
  if (lists.length > 0) allow(['dynamodb:Query'], 'index', ofKeys(lists.map(leadingListKeys)))
  for (const secret of secrets) allow(['secretsmanager:GetSecretValue'], `secret:${secret}`)
  for (const prefix of effects.readsObjects ?? []) allow(['s3:GetObject'], `objects:${prefix}`)
  for (const prefix of effects.writesObjects ?? []) allow(['s3:PutObject'], `objects:${prefix}`)
  for (const prefix of effects.deletesObjects ?? []) allow(['s3:DeleteObject'], `objects:${prefix}`)
  if (effects.publishes) allow(['events:PutEvents'], 'bus')
  if (effects.managesSchedules) {
    allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], 'schedules')
    allow(['iam:PassRole'], 'scheduleRole', { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } })
  }
  if (effects.startsExecutions) {
    allow(['states:StartExecution'], 'workflows')
    // A task token names no resource that a policy could.
    statements.push({ Effect: 'Allow', Action: ['states:SendTaskSuccess'], Resource: '*' })
  }
  if (effects.invokes) allow(['lambda:InvokeFunction'], `functions:${effects.invokes}`)
  if (effects.relays) {
    allow(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], 'stream')
    // Lambda will not read a stream for a role without it, and it takes no resource.
    statements.push({ Effect: 'Allow', Action: ['dynamodb:ListStreams'], Resource: '*' })
    allow(['sqs:SendMessage'], 'deadLetters')
  }
  return statements
}

/** Each action on a table, with the partition keys it is for. A transaction needs the actions of its parts and no more. */
function tableActions(effects: Effects, table: 'table' | 'liveness'): Map<string, string[]> {
  const wanted = new Map<string, Set<string>>()
  const want = (action: string, entities: readonly (EntityName | 'token')[] = []) => {
    for (const entity of entities) {
      if (tableOf(entity) !== table) continue
      wanted.set(action, (wanted.get(action) ?? new Set()).add(leadingKeys(entity)))
    }
  }
  want('dynamodb:GetItem', effects.reads)
  want('dynamodb:BatchGetItem', effects.readsMany)
  want('dynamodb:Query', effects.queriesChildren)
  if (effects.checksIn) {
    want('dynamodb:UpdateItem', ['lease'])
    want('dynamodb:GetItem', ['fleet'])
  }
  if (effects.requestsMetrics) want('dynamodb:UpdateItem', ['lease'])
  if (effects.sweeps) {
    want('dynamodb:Query', ['lease'])
    want('dynamodb:UpdateItem', ['lease'])
  }
  want('dynamodb:PutItem', effects.creates)
  want('dynamodb:UpdateItem', effects.updates)
  want('dynamodb:UpdateItem', effects.moves)
  want('dynamodb:DeleteItem', effects.deletes)
  want('dynamodb:ConditionCheckItem', effects.checks)
  if (effects.checksPasswords) {
    want('dynamodb:GetItem', ['user'])
    want('dynamodb:UpdateItem', ['login-attempts'])
  }
  if (effects.keepsTokens) {
    want('dynamodb:PutItem', ['token'])
    want('dynamodb:GetItem', ['token'])
  }
  return new Map([...wanted].map(([action, keys]) => [action, [...keys].sort()]))
}

const tableOf = (entity: EntityName | 'token'): 'table' | 'liveness' =>
  entity === 'token' ? 'table' : ((allEntities[entity] as Keys<never>).table ?? 'table')
