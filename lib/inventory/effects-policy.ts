import type { EntityName } from '#core/items.ts'
import { capabilities as all } from '#runtime/capabilities/all.ts'
import type { Effects } from '#runtime/declarations/effects.ts'
import type { Resource } from '#runtime/declarations/resources.ts'
import type { Capability, Grant } from '#runtime/invocation/context.ts'
import type { Keys } from '#store/keys.ts'
import { leadingChangeKeys, leadingKeys, leadingListKeys } from '#store/partitions.ts'
import { entities as allEntities } from '#store/table.ts'

/**
 * From declared effects to an IAM policy: the one derivation, of what each capability says it takes. CDK attaches its result
 * to each function's role, the local endpoints enforce the same result, and a test compares both with the declarations. Every
 * table statement is narrowed to the partition keys of the declared entities; nothing ever scans.
 */
export interface Statement {
  Effect: 'Allow'
  Action: string[]
  Resource: string
  Condition?: {
    'ForAllValues:StringLike'?: { 'dynamodb:LeadingKeys': string[] }
    /** By the name of the condition key: the service that a role is passed to, tags that the resource has. */
    StringEquals?: Readonly<Record<string, string>>
  }
}

export function effectsPolicy(
  effects: Effects,
  arn: (resource: Resource) => string,
  capabilities: readonly Capability[] = all,
): Statement[] {
  const grants = capabilities.filter(({ isFor }) => isFor(effects)).flatMap((one) => one.grants?.(effects) ?? [])
  return [
    ...(['table', 'liveness'] as const).flatMap((table) =>
      [...tableActions(grants, table)].map(([action, keys]) => allow([action], arn(table), ofKeys(keys))),
    ),
    ...grants
      .filter((grant) => 'listed' in grant)
      .filter(({ listed }) => listed.length > 0)
      .map(({ action, listed }) => allow([action], arn('index'), ofKeys(listed.map(leadingListKeys)))),
    ...grants
      .filter((grant) => 'changed' in grant)
      .filter(({ changed }) => changed.length > 0)
      .map(({ action, changed }) => allow([action], arn('changes'), ofKeys(changed.map(leadingChangeKeys)))),
    ...grants
      .filter((grant) => 'on' in grant)
      .map((grant) => allow([...grant.actions], grant.on === '*' ? grant.on : arn(grant.on), conditionOf(grant))),
  ]
}

const allow = (Action: string[], Resource: string, Condition?: Statement['Condition']): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
})

const ofKeys = (keys: string[]): Statement['Condition'] => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
})

function conditionOf({ passesTo, tagged = {} }: Extract<Grant, { on: unknown }>): Statement['Condition'] {
  const tags = Object.entries(tagged).map(([name, value]) => [`aws:ResourceTag/${name}`, value] as const)
  const equal = Object.fromEntries([...(passesTo ? [['iam:PassedToService', passesTo] as const] : []), ...tags])
  return Object.keys(equal).length > 0 ? { StringEquals: equal } : undefined
}

/** Each action on a table, with the partition keys it is for. A transaction needs the actions of its parts and no more. */
function tableActions(grants: readonly Grant[], table: 'table' | 'liveness'): Map<string, string[]> {
  const wanted = new Map<string, Set<string>>()
  for (const { action, entities } of grants.filter((grant) => 'entities' in grant)) {
    for (const entity of entities.filter((one) => tableOf(one) === table)) {
      wanted.set(action, (wanted.get(action) ?? new Set()).add(leadingKeys(entity)))
    }
  }
  return new Map([...wanted].map(([action, keys]) => [action, [...keys].sort()]))
}

const tableOf = (entity: EntityName | 'token'): 'table' | 'liveness' =>
  entity === 'token' ? 'table' : ((allEntities[entity] as Keys<never>).table ?? 'table')
