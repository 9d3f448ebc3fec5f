import type { Engine } from './engine.ts'
import { ensureTable } from './table.ts'

/**
 * What AWS's own services would remember: rules, schedules, queued invocations, messages, how far the stream was read.
 * Kept in a second table of the same engine, so that it is exactly as durable as the data. Values are JSON. What is asked
 * for all the time is in memory as well: this process is the only one that writes.
 */
export interface State {
  get: <T>(kind: string, name: string) => Promise<T | undefined>
  put: (kind: string, name: string, value: unknown) => Promise<void>
  remove: (kind: string, name: string) => Promise<void>
  /** All of a kind, in the order of their names. */
  all: <T>(kind: string) => Promise<{ name: string; value: T }[]>
}

const TableName = 'sluice-local'

/** Kinds that every change of a flow asks for. */
const kindsInMemory = ['rule', 'schedule', 'stream', 'closed-shard']

export async function openState(engine: Engine): Promise<State> {
  await ensureTable(engine, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['kind', 'name'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [
      { AttributeName: 'kind', KeyType: 'HASH' },
      { AttributeName: 'name', KeyType: 'RANGE' },
    ],
  } as { TableName: string })

  const call = <T>(action: string, input: object) =>
    engine.call<T>(`DynamoDB_20120810.${action}`, { TableName, ...input })
  const keyOf = (kind: string, name: string) => ({ kind: { S: kind }, name: { S: name } })
  type Row = { name: { S: string }; value: { S: string } }

  const table: State = {
    async get(kind, name) {
      const { Item } = await call<{ Item?: Row }>('GetItem', { Key: keyOf(kind, name), ConsistentRead: true })
      return Item && (JSON.parse(Item.value.S) as never)
    },
    async put(kind, name, value) {
      await call('PutItem', { Item: { ...keyOf(kind, name), value: { S: JSON.stringify(value) } } })
    },
    async remove(kind, name) {
      await call('DeleteItem', { Key: keyOf(kind, name) })
    },
    async all(kind) {
      const found: { name: string; value: never }[] = []
      let ExclusiveStartKey: object | undefined
      do {
        const page: { Items: Row[]; LastEvaluatedKey?: object } = await call('Query', {
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': { S: kind } },
          ConsistentRead: true,
          ExclusiveStartKey,
        })
        found.push(...page.Items.map(({ name, value }) => ({ name: name.S, value: JSON.parse(value.S) as never })))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return found
    },
  }

  const memory = new Map<string, Map<string, unknown>>()
  for (const kind of kindsInMemory)
    memory.set(kind, new Map((await table.all(kind)).map(({ name, value }) => [name, value])))
  return {
    get: async (kind, name) =>
      (memory.get(kind)?.get(name) as never) ?? (memory.has(kind) ? undefined : table.get(kind, name)),
    async put(kind, name, value) {
      await table.put(kind, name, value)
      memory.get(kind)?.set(name, value)
    },
    async remove(kind, name) {
      await table.remove(kind, name)
      memory.get(kind)?.delete(name)
    },
    async all(kind) {
      const kept = memory.get(kind)
      if (!kept) return table.all(kind)
      return [...kept].map(([name, value]) => ({ name, value: value as never })).sort(byName)
    },
  }
}

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1)
