import type { Engine } from './engine.ts'
import { groupWrites, type Write } from './group-writes.ts'
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
  /** All of a kind, in the order of their names. A record that cannot be read is reported and left out. */
  all: <T>(kind: string) => Promise<{ name: string; value: T }[]>
  /** Gives each record of a kind to who takes it up after a start. One that cannot be taken up is reported: the others can. */
  restore: <T>(kind: string, take: (value: T, name: string) => void) => Promise<void>
}

type Records = Omit<State, 'restore'>

/** Kinds that every change of a flow asks for. */
const kindsInMemory = ['rule', 'schedule', 'stream', 'closed-shard']

export async function openState(engine: Engine): Promise<State> {
  const records = await openRecords(engine)
  const inOrder = writesInOrder()
  const memory = new Map<string, Map<string, unknown>>()
  for (const kind of kindsInMemory)
    memory.set(kind, new Map((await records.all(kind)).map(({ name, value }) => [name, value])))

  const all: State['all'] = async (kind) => {
    const kept = memory.get(kind)
    if (!kept) return records.all(kind)
    return [...kept].map(([name, value]) => ({ name, value: value as never })).sort(byName)
  }
  return {
    all,
    get: async (kind, name) => {
      const kept = memory.get(kind)
      return kept ? (kept.get(name) as never) : records.get(kind, name)
    },
    put: (kind, name, value) =>
      inOrder(kind, name, async () => {
        await records.put(kind, name, value)
        memory.get(kind)?.set(name, value)
      }),
    remove: (kind, name) =>
      inOrder(kind, name, async () => {
        await records.remove(kind, name)
        memory.get(kind)?.delete(name)
      }),
    async restore<T>(kind: string, take: (value: T, name: string) => void) {
      for (const { name, value } of await all<T>(kind)) {
        try {
          take(value, name)
        } catch (error) {
          report(kind, name, error)
        }
      }
    },
  }
}

/** Writes of one record one after the other: on two connections to the engine they could overtake each other. */
function writesInOrder() {
  const last = new Map<string, Promise<void>>()
  return (kind: string, name: string, write: () => Promise<void>): Promise<void> => {
    const key = `${kind} ${name}`
    const written = (last.get(key) ?? Promise.resolve()).catch(() => undefined).then(write)
    const settled = written
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === settled) last.delete(key)
      })
    last.set(key, settled)
    return written
  }
}

const byName = (one: { name: string }, other: { name: string }): number => (one.name < other.name ? -1 : 1)

const report = (kind: string, name: string, error: unknown): void =>
  console.error(`The stored ${kind} ${name} is damaged and was left out: ${String(error)}`)

const TableName = 'sluice-local'

/** The records in their table. */
async function openRecords(engine: Engine): Promise<Records> {
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

  const read = (kind: string, { name, value }: Row): { name: string; value: never }[] => {
    try {
      return [{ name: name.S, value: JSON.parse(value.S) as never }]
    } catch (error) {
      report(kind, name.S, error)
      return []
    }
  }

  const write = groupWrites(async (writes) => {
    for (let left = writes; left.length > 0;) {
      const answer = await engine.call<{ UnprocessedItems?: Record<string, Write[]> }>(
        'DynamoDB_20120810.BatchWriteItem',
        { RequestItems: { [TableName]: left } },
      )
      left = answer.UnprocessedItems?.[TableName] ?? []
    }
  })

  return {
    async get(kind, name) {
      const { Item } = await call<{ Item?: Row }>('GetItem', { Key: keyOf(kind, name), ConsistentRead: true })
      return Item && (JSON.parse(Item.value.S) as never)
    },
    put: (kind, name, value) =>
      write({ PutRequest: { Item: { ...keyOf(kind, name), value: { S: JSON.stringify(value) } } } }),
    remove: (kind, name) => write({ DeleteRequest: { Key: keyOf(kind, name) } }),
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
        found.push(...page.Items.flatMap((row) => read(kind, row)))
        ExclusiveStartKey = page.LastEvaluatedKey
      } while (ExclusiveStartKey)
      return found
    },
  }
}
