import type { Engine } from '../engine.ts'
import { arnOf, names } from '../names.ts'
import type { Act } from '../policy.ts'
import { actionOf, AwsError, authorise, parseBody, type AwsService } from './protocol.ts'

/**
 * DynamoDB: passes each request on to the engine, after checking it against the signer's policy down to the partition
 * keys it touches. Writes to the product's table are told to `written`, so that the stream is looked at at once.
 */
export const dynamodb = (engine: Engine, written: () => void): AwsService => ({
  name: 'dynamodb',
  matches: ({ headers }) => /^DynamoDB(Streams)?_/.test(headers['x-amz-target'] ?? ''),
  async handle(request) {
    if (request.who.kind === 'function') authorise(request, ...actsOf(actionOf(request), parseBody(request)))
    const { status, body } = await engine
      .pass(request.headers['x-amz-target'] ?? '', request.body.toString())
      .catch((error: unknown) => unavailable(String(error)))
    // What a full disk makes of a write is no fault of the caller's, and passes.
    if (status >= 500 && /disk is full|disk I\/O error|readonly database/.test(body)) unavailable(body)
    const isWrite = /^(Put|Update|Delete|TransactWrite|BatchWrite)/.test(actionOf(request))
    if (isWrite && request.body.includes(`"${names.table}"`)) written()
    return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body }
  },
})

/** DynamoDB's own answer when it cannot serve for now: SDKs try again, then the caller hears about it. */
function unavailable(cause: string): never {
  throw new AwsError('ServiceUnavailable', `The database cannot serve now: ${cause}`, 503)
}

interface Part {
  TableName?: string
  IndexName?: string
  Key?: { pk?: { S?: string } }
  Item?: { pk?: { S?: string } }
  KeyConditionExpression?: string
  ExpressionAttributeValues?: Record<string, { S?: string }>
  TransactItems?: Record<string, Part>[]
  RequestItems?: Record<string, { Keys?: { pk?: { S?: string } }[] }>
}

const partActions: Record<string, string> = {
  Get: 'dynamodb:GetItem',
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
}

/** What a request does, as IAM sees it: a transaction is each of its parts. */
function actsOf(action: string, input: Part): Act[] {
  if (action === 'TransactWriteItems' || action === 'TransactGetItems') {
    return (input.TransactItems ?? []).flatMap((item) =>
      Object.entries(item).map(([kind, part]) => act(partActions[kind] ?? kind, part)),
    )
  }
  if (action === 'BatchGetItem') {
    return Object.entries(input.RequestItems ?? {}).flatMap(([TableName, { Keys = [] }]) =>
      Keys.map((Key) => act('dynamodb:BatchGetItem', { TableName, Key })),
    )
  }
  return [act(`dynamodb:${action}`, input)]
}

function act(action: string, part: Part): Act {
  const key = part.Key?.pk?.S ?? part.Item?.pk?.S ?? queriedKey(part)
  const tables: Record<string, string> = { [names.table]: arnOf('table'), [names.livenessTable]: arnOf('liveness') }
  const table = tables[part.TableName ?? '']
  if (!table) throw new AwsError('ResourceNotFoundException', `There is no table ${part.TableName}.`)
  const resource = part.IndexName ? `${table}/index/${part.IndexName}` : table
  // An action whose keys cannot be read off touches all of them.
  return { action, resource, leadingKeys: [key ?? '*'] }
}

const queriedKey = ({ KeyConditionExpression = '', ExpressionAttributeValues = {} }: Part): string | undefined =>
  ExpressionAttributeValues[/^\s*\S+\s*=\s*(:\w+)/.exec(KeyConditionExpression)?.[1] ?? '']?.S
