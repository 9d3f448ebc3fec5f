import { afterAll, expect, test, vi } from 'vitest'
import { administrator, startTestApp } from '../../_harness/app.ts'
import { scanTable } from '../../_harness/table.ts'
import { unseal } from '../../../lib/runtime/credentials/sealing.ts'

const app = await startTestApp({ logLevel: 'DEBUG' })
afterAll(() => app.stop())
const token = await app.tokenFor(administrator)

const put = (id: string, body: object, as = token) => app.request('PUT', `/v1/credentials/${id}`, { token: as, body })
const get = (id: string) => app.request('GET', `/v1/credentials/${id}`, { token })

type Row = Record<string, { S?: string } | undefined>
/** All rows of all tables, those of the local services included. */
async function rows(): Promise<Row[]> {
  const { TableNames } = await app.engine.call<{ TableNames: string[] }>('DynamoDB_20120810.ListTables', {})
  return (await Promise.all(TableNames.map((name) => scanTable<Row>(app.engine, name)))).flat()
}
const sealedIn = async (id: string) =>
  (await rows()).find(({ pk }) => pk?.S === `default|credential|${id}`)?.sealedSecret?.S ?? ''
const masterKey = async () => {
  const { SecretsManagerClient, GetSecretValueCommand } = await import('@aws-sdk/client-secrets-manager')
  const credentials = app.functions.credentialsOf('control-PutCredential')
  const client = new SecretsManagerClient({ endpoint: app.awsUrl, region: 'us-east-1', credentials })
  return (await client.send(new GetSecretValueCommand({ SecretId: 'sluice/master-key' }))).SecretString ?? ''
}

test('a credential is kept sealed, for its tenant and id, and shown without its secret', async () => {
  const secret = { username: 'loader', password: 'p' }
  const made = await put('warehouse', { description: 'Sign-in.', secret })

  expect(made.status).toBe(200)
  expect(made.json).toEqual({
    id: 'warehouse',
    description: 'Sign-in.',
    version: 1,
    createdAt: expect.any(String),
    createdBy: 'admin',
    updatedAt: made.json.createdAt,
    updatedBy: 'admin',
  })
  expect((await get('warehouse')).json).toEqual(made.json)
  const item = { tenant: 'default', entity: 'credential', id: 'warehouse' } as const
  expect(JSON.parse(unseal(await masterKey(), item, await sealedIn('warehouse')))).toEqual(secret)
})

test('a put without a secret changes the rest and keeps the secret', async () => {
  await put('kept', { secret: { apiKey: 'k' } })
  const before = await sealedIn('kept')

  expect((await put('kept', { description: 'Changed.' })).json).toMatchObject({ description: 'Changed.', version: 2 })
  expect(await sealedIn('kept')).toBe(before)
})

test('of two who replace the version that both have seen one is refused', async () => {
  await put('raced', { secret: { apiKey: 'k' } })

  const answers = await Promise.all(['one', 'other'].map((description) => put('raced', { description, version: 1 })))

  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
})

test.each([
  ['none', undefined],
  ['an empty one', {}],
  ['one of other than texts', { expires: 3600 }],
  ['one with a name that is none', { 'a b': 'x' }],
  ['one over 32 kB', { a: 'x'.repeat(20_000), b: 'x'.repeat(20_000) }],
])('a new credential with %s as its secret is refused', async (_, secret) => {
  expect((await put('refused', { secret })).status).toBe(400)
  expect((await get('refused')).status).toBe(404)
})

test('a secret is in no answer, refusal, log, record of the stream or row', async () => {
  const canary = 'CANARY-c0ffee-secret'
  const wroteOut = vi.spyOn(process.stdout, 'write').mockImplementation(() => true)
  const wroteError = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  const logged = (['log', 'info', 'warn', 'error', 'debug'] as const).map((one) =>
    vi.spyOn(console, one).mockImplementation(() => undefined),
  )
  const answers: string[] = []
  const say = async (answer: Promise<{ text: string }>) => void answers.push((await answer).text)
  const signingSecret = canary
  const endpoint = 'https://component.example/'
  const component = (body: object) => app.request('PUT', '/v1/components/canary', { token, body })

  await say(put('canary', { secret: { password: canary } }))
  await say(put('canary', { secret: { password: canary }, version: 99 }))
  await say(put('canary', { secret: canary }))
  await say(put('canary', { secret: { password: [canary] } }))
  await say(put('canary', { secret: { password: { deep: canary } } }))
  await say(put('canary', { secret: { password: canary.repeat(2000) } }))
  await say(put('canary', { secret: { password: canary }, description: 5 }))
  await say(app.request('PUT', '/v1/credentials/canary', { token, body: `{"secret":{"password":"${canary}"` }))
  await say(component({ endpoint, signingSecret }))
  await say(component({ endpoint, signingSecret: [signingSecret] }))
  await say(component({ endpoint, signingSecret: signingSecret.repeat(20) }))
  await say(component({ endpoint: 'https://127.0.0.1/', signingSecret }))
  for (const path of ['credentials', 'credentials/canary', 'components', 'components/canary'])
    await say(app.request('GET', `/v1/${path}`, { token }))
  const invoke = (name: string, input: object) =>
    app.functions.invoke(name, input).catch((error: Error & { cause?: { data: object } }) => {
      answers.push(`${error.message} ${JSON.stringify(error.cause?.data)}`)
    })
  await invoke('control-PutCredential', { credentialId: 'canary', secret: { password: canary }, description: 5 })
  await invoke('control-PutComponent', { componentId: 'log', endpoint, signingSecret })
  await app.settled()

  const spies = [wroteOut, wroteError, ...logged]
  const said = JSON.stringify(spies.flatMap(({ mock }) => mock.calls as unknown[][]))
  for (const spy of spies) spy.mockRestore()
  // What is looked through is what there is: functions logged, and the items are there.
  expect(said).toContain('control-PutCredential')
  expect(answers.filter((text) => text.includes('"id":"canary"'))).not.toHaveLength(0)
  const stored = JSON.stringify(await rows()) + JSON.stringify(await streamed())
  expect(stored).toContain('default|credential|canary')
  expect(stored).toContain('default|component|canary')
  for (const text of [said, stored, ...answers]) {
    expect(text).not.toContain(canary)
    expect(text).not.toContain(Buffer.from(canary).toString('base64').slice(0, -4))
    expect(text).not.toContain(Buffer.from(canary).toString('base64url').slice(0, -4))
  }
})

/** Every record of the table's stream. */
async function streamed(): Promise<unknown[]> {
  const call = <T>(action: string, input: object) => app.engine.call<T>(`DynamoDBStreams_20120810.${action}`, input)
  const { Streams } = await call<{ Streams: { StreamArn: string; TableName: string }[] }>('ListStreams', {})
  const found: unknown[] = []
  for (const { StreamArn } of Streams.filter(({ TableName }) => TableName === 'sluice')) {
    const { StreamDescription } = await call<{ StreamDescription: { Shards: { ShardId: string }[] } }>(
      'DescribeStream',
      { StreamArn },
    )
    for (const { ShardId } of StreamDescription.Shards) {
      let next = (
        await call<{ ShardIterator?: string }>('GetShardIterator', {
          StreamArn,
          ShardId,
          ShardIteratorType: 'TRIM_HORIZON',
        })
      ).ShardIterator
      while (next) {
        const page = await call<{ Records: unknown[]; NextShardIterator?: string }>('GetRecords', {
          ShardIterator: next,
        })
        found.push(...page.Records)
        next = page.Records.length > 0 ? page.NextShardIterator : undefined
      }
    }
  }
  return found
}
