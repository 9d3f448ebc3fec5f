import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import { readDefinition, type Definition } from '#core/flows/definition.ts'
import { addressText, flowIdPattern, matchesAddress, type Flow, type FlowAddress } from '#core/flows/flow.ts'
import { formerDefinition, isFormerForm } from '#core/flows/former-form.ts'
import { isSeen, type OwnersSeen } from '#core/users/visibility.ts'
import { DomainError } from '#core/errors.ts'
import { presentRow } from './additions.ts'
import { decode, entityOfRow } from './codec.ts'
import { commit } from './commit.ts'
import type { Table } from './dynamo.ts'
import { batchSize, queryChildren, read, readBatch } from './read.ts'
import { childrenOf } from './partitions.ts'
import { digits } from './digits.ts'
import { entities } from './table.ts'

/**
 * Finding flows by what callers call them. A dialect's own flows lie at the key that its callers send, so they cost one
 * request. Another dialect's cost more: by handle 2 (the alias lies where the flow would), by id 3 (then the pointer).
 */

/** What a look at a key found: what is meant, or at most where to look next. */
export interface Lookup<T> {
  found?: T
  aliasOf?: string
}

/** Looks where the flow may lie, one key after the other. */
export async function locate<T>(
  table: Table,
  tenant: string,
  address: FlowAddress,
  look: (key: string) => Promise<Lookup<T>>,
): Promise<T | undefined> {
  const first = await look(addressText(address))
  if (first.found !== undefined) return first.found
  const key = first.aliasOf ?? (await keyOfId(table, tenant, address))
  return key === undefined || key === addressText(address) ? undefined : (await look(key)).found
}

/** The key of the flow whose id the address may be. */
async function keyOfId(table: Table, tenant: string, address: FlowAddress): Promise<string | undefined> {
  const id = addressText(address)
  if ('handle' in address || !flowIdPattern.test(id)) return undefined
  return (await read(table, 'flow-pointer', tenant, id))?.key
}

/** Whether the row at a key is the flow that is meant, and one that is seen: that flow, or at most where it is. */
export function matchRow(
  tenant: string,
  address: FlowAddress,
  seen: OwnersSeen,
  row: Record<string, unknown> | undefined,
): Lookup<Flow> {
  if (row?.tenant !== tenant) return {}
  if (entityOfRow(row) === 'flow-alias') return 'id' in address ? {} : { aliasOf: decode('flow-alias', row).aliasOf }
  const flow = decode('flow', row)
  return matchesAddress(flow, address) && isSeen(flow.owners, seen) ? { found: flow } : {}
}

/** A flow as it is now. Undefined when the tenant has none of that handle or id, or none that is seen. */
export const findFlow = (
  table: Table,
  tenant: string,
  address: FlowAddress,
  seen?: OwnersSeen,
): Promise<Flow | undefined> =>
  locate(table, tenant, address, async (key) => {
    const Key = entities.flow.key(tenant, key)
    const { Item } = await table.client.send(new GetCommand({ TableName: table.name, Key, ConsistentRead: true }))
    return matchRow(tenant, address, seen, await presentRow(table, Item))
  })

/** A flow as it is now, and the newest version of its definition: as many requests as the flow alone, while it is small. */
export async function findFlowWithDefinition(
  table: Table,
  tenant: string,
  address: FlowAddress,
  seen?: OwnersSeen,
): Promise<{ flow: Flow; definition: Definition } | undefined> {
  const located = await locate(table, tenant, address, async (key) => {
    const rows = await lastRows(table, tenant, key)
    const part = rows.find((row) => entityOfRow(row) === 'definition')
    const own = await presentRow(
      table,
      rows.find(({ sk }) => sk === 'flow'),
    )
    const { found: flow, aliasOf } = matchRow(tenant, address, seen, own)
    return { found: flow && { flow, newest: part && decode('definition', part) }, aliasOf }
  })
  if (!located) return undefined
  const { flow, newest } = located
  if (isFormerForm(flow)) return { flow, definition: formerDefinition(flow) }
  const isWhole = newest?.flowId === flow.id && newest.version === flow.definitionVersion && newest.parts === 1
  return { flow, definition: isWhole ? whole([newest], flow) : await readVersion(table, flow, flow.definitionVersion) }
}

/** One version of a flow's definition. Throws `version-conflict` when it is not there: the versions that a flow names are kept. */
export const readVersion = async (table: Table, flow: Flow, version: number): Promise<Definition> =>
  whole(await queryChildren(table, 'definition', flow.tenant, flow.key, flow.id, digits(version)), flow)

/** A flow as a catalogue has it: which version of its definition is the newest. */
export interface ListedFlow {
  key: string
  id: string
  definitionVersion?: number
}

/**
 * The newest definitions of some flows, by their ids: one request for each hundred, and one more for each that has several
 * parts. Those that are gone by now are left out.
 */
export async function readDefinitions(
  table: Table,
  tenant: string,
  flows: readonly ListedFlow[],
): Promise<Map<string, Definition>> {
  const definitions = new Map<string, Definition>()
  const partOf = ({ key, id, definitionVersion = 1 }: ListedFlow) =>
    entities.definition.key(tenant, key, id, digits(definitionVersion), digits(0))
  for (let from = 0; from < flows.length; from += batchSize) {
    const keys = flows.slice(from, from + batchSize).map(partOf)
    for (const row of await readBatch(table, table.name, keys)) {
      const first = decode('definition', row)
      const { flowKey, flowId, version } = first
      const parts =
        first.parts === 1 ? [first] : await queryChildren(table, 'definition', tenant, flowKey, flowId, digits(version))
      const definition = readDefinition(parts)
      if (definition) definitions.set(flowId, definition)
    }
  }
  return definitions
}

/** As `readVersion`, also of a flow that has the former form: its definition is its own. */
export const readFlowVersion = async (table: Table, flow: Flow, version: number): Promise<Definition> =>
  isFormerForm(flow) ? formerDefinition(flow) : readVersion(table, flow, version)

/** Lets a version expire that its flow no longer names. */
export async function retireVersion(table: Table, flow: Flow, version: number, expiresAt: number): Promise<void> {
  const parts = await queryChildren(table, 'definition', flow.tenant, flow.key, flow.id, digits(version))
  for (const before of parts) {
    if (before.expiresAt === undefined)
      await commit(table, [{ kind: 'update', entity: 'definition', before, set: { expiresAt } }])
  }
}

/** Removes all versions of the definition of a flow that is no more. */
export async function removeVersions(table: Table, { tenant, key, id }: Flow): Promise<void> {
  const { pk, prefix } = childrenOf('definition', tenant, key, id)
  // A page at a time and without what they say: there may be thousands.
  for (;;) {
    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
        ExpressionAttributeValues: { ':pk': pk, ':sk': prefix },
        ExpressionAttributeNames: { '#part': 'part', '#version': 'version' },
        ProjectionExpression: 'tenant, flowKey, flowId, #version, #part',
        ConsistentRead: true,
        Limit: 50,
      }),
    )
    if (Items.length === 0) return
    const deletes = Items.map(
      (row) => ({ kind: 'delete', entity: 'definition', before: decode('definition', row) }) as const,
    )
    await commit(table, deletes)
  }
}

function whole(parts: Parameters<typeof readDefinition>[0], flow: Flow): Definition {
  const definition = readDefinition(parts)
  // Deleted or updated since the flow was read: decided again on what is there now.
  if (!definition) throw new DomainError('version-conflict', `Flow ${flow.handle} was changed at the same moment.`)
  return definition
}

/** The flow's own item and what comes before it in its partition: the last part of the newest version of its definition. */
async function lastRows({ name, client }: Table, tenant: string, key: string) {
  const { pk, sk } = entities.flow.key(tenant, key)
  const { Items = [] } = await client.send(
    new QueryCommand({
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND sk <= :sk',
      ExpressionAttributeValues: { ':pk': pk, ':sk': sk },
      ScanIndexForward: false,
      ConsistentRead: true,
      Limit: 2,
    }),
  )
  return Items
}
