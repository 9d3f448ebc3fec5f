import { join } from 'node:path'
import { openTable, type Table } from '../../lib/store/dynamo.ts'
import { startEngine, type Engine } from '../../lib/local/engine.ts'
import { tablesIn } from '../../lib/local/request-handlers.ts'
import { temporaryFolder } from './process.ts'
import { ensureTable, livenessTableRequest, tableRequest } from '../../lib/local/table.ts'

/** A table of its own in a real engine; every request the store makes is in `requests`, by command name. */
export interface TestTable extends Table {
  engine: Engine
  requests: string[]
  stop: () => Promise<void>
}

export async function openTestTable(): Promise<TestTable> {
  const { folder, remove } = await temporaryFolder()
  const engine = await startEngine(join(folder, 'table.db'))
  await ensureTable(engine, tableRequest('sluice'))
  await ensureTable(engine, livenessTableRequest('sluice-liveness'))
  const table = openTable(tablesIn(engine))
  const requests: string[] = []
  table.client.middlewareStack.add(
    (next, context) => (args) => {
      requests.push(String(context.commandName))
      return next(args)
    },
    { step: 'initialize' },
  )
  return { ...table, engine, requests, stop: () => engine.stop().then(remove) }
}

/** All rows of a table, or those that a filter lets through, however many pages they take. */
export async function scanTable<Row>(
  engine: Pick<Engine, 'call'>,
  TableName = 'sluice',
  filter: { FilterExpression?: string; ExpressionAttributeValues?: object } = {},
): Promise<Row[]> {
  const rows: Row[] = []
  let ExclusiveStartKey: unknown
  do {
    const input = { TableName, ...filter, ExclusiveStartKey }
    const page = await engine.call<{ Items: Row[]; LastEvaluatedKey?: unknown }>('DynamoDB_20120810.Scan', input)
    rows.push(...page.Items)
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey)
  return rows
}
