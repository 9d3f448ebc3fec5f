import type { EntityName } from '#core/change.ts'
import type { Effects, SecretName } from '#runtime/operation.ts'
import { leadingKeys, leadingListKeys } from '#store/table.ts'

/**
 * From declared effects to an IAM policy: the one derivation. CDK attaches its result to each function's role, the local
 * endpoints enforce the same result, and a test compares both with the declarations. Every table statement is narrowed
 * to the partition keys of the declared entities; nothing ever scans.
 */
export type Resource =
  'table' | 'index' | 'stream' | 'bus' | 'schedules' | 'scheduleRole' | 'deadLetters' | `secret:${SecretName}`

export interface Statement {
  Effect: 'Allow'
  Action: string[]
  Resource: string
  Condition?: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': string[] } }
}

export function effectsPolicy(effects: Effects, arn: (resource: Resource) => string): Statement[] {
  const statements: Statement[] = []
  const allow = (Action: string[], resource: Resource, keys?: string[]) => {
    const Condition = keys && { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys } }
    statements.push({ Effect: 'Allow', Action, Resource: arn(resource), ...(Condition ? { Condition } : {}) })
  }

  for (const [action, keys] of tableActions(effects)) allow([action], 'table', keys)
  const { lists = [], secrets = [] } = effects
  if (lists.length > 0) allow(['dynamodb:Query'], 'index', lists.map(leadingListKeys))
  for (const secret of secrets) allow(['secretsmanager:GetSecretValue'], `secret:${secret}`)
  if (effects.publishes) allow(['events:PutEvents'], 'bus')
  if (effects.arms) {
    allow(['scheduler:CreateSchedule', 'scheduler:UpdateSchedule', 'scheduler:DeleteSchedule'], 'schedules')
    allow(['iam:PassRole'], 'scheduleRole')
  }
  if (effects.relays) {
    allow(
      ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      'stream',
    )
    allow(['sqs:SendMessage'], 'deadLetters')
  }
  return statements
}

/** Each table action, with the partition keys it is for. A transaction needs the actions of its parts and no more. */
function tableActions(effects: Effects): Map<string, string[]> {
  const wanted = new Map<string, Set<string>>()
  const want = (action: string, entities: readonly (EntityName | 'token')[] = []) => {
    if (entities.length === 0) return
    const keys = wanted.get(action) ?? new Set()
    for (const entity of entities) keys.add(leadingKeys(entity))
    wanted.set(action, keys)
  }
  want('dynamodb:GetItem', effects.reads)
  want('dynamodb:PutItem', effects.creates)
  want('dynamodb:UpdateItem', effects.updates)
  want('dynamodb:UpdateItem', effects.moves)
  want('dynamodb:DeleteItem', effects.deletes)
  if (effects.checksPasswords) {
    want('dynamodb:GetItem', ['user', 'login-attempts'])
    want('dynamodb:PutItem', ['login-attempts'])
    want('dynamodb:UpdateItem', ['login-attempts'])
  }
  if (effects.keepsTokens) {
    want('dynamodb:PutItem', ['token'])
    want('dynamodb:GetItem', ['token'])
  }
  return new Map([...wanted].map(([action, keys]) => [action, [...keys].sort()]))
}
