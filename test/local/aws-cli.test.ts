import { execFile, spawnSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { administrator, startTestApp } from '../_harness/app.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** The endpoints as the unmodified AWS CLI sees them, where it is installed. */
const isInstalled = spawnSync('aws', ['--version']).status === 0

describe.skipIf(!isInstalled)('the AWS CLI', async () => {
  const app = await startTestApp()
  const { folder, remove } = await temporaryFolder()
  afterAll(async () => {
    await app.stop()
    await remove()
  })
  const key = await app.keyFor(administrator)
  const run = promisify(execFile)
  const env = {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'))),
    AWS_CONFIG_FILE: join(folder, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: app.awsUrl,
    AWS_PAGER: '',
  }
  const admin = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey }
  /** What a command prints; it fails with what it says on standard error. */
  const aws = async (command: string, as: Record<string, string> = admin): Promise<string> =>
    (await run('aws', command.split(' '), { cwd: folder, env: { ...env, ...as } })).stdout
  const json = async (command: string) => JSON.parse(await aws(command)) as never
  /** SQS: CLI 1 asks AWS itself whatever AWS_ENDPOINT_URL says. */
  const sqs = (command: string) => `sqs --endpoint-url ${app.awsUrl} ${command}`
  const at = (...names: string[]) => join(folder, ...names)

  test('makes, fills, lists, reads, moves, synchronises, empties and removes buckets', async () => {
    await mkdir(at('tree', 'in', 'more'), { recursive: true })
    await writeFile(at('tree', 'in', 'people.csv'), 'id,name\n1,Ada\n')
    await writeFile(at('tree', 'in', 'more', 'ä +&<.csv'), 'x')
    // Over the size at which the CLI puts an object in parts.
    const large = Buffer.alloc(9 * 1024 * 1024, 'large ')
    await writeFile(at('tree', 'large.bin'), large)

    await aws('s3 mb s3://flows')
    await aws('s3 mb s3://flows')
    await aws('s3 sync tree s3://flows')
    expect(await aws('s3 sync tree s3://flows')).toBe('')
    expect(await aws('s3 ls')).toContain(' flows\n')
    expect(await aws('s3 ls s3://flows/')).toMatch(/PRE in\/\n.* 9437184 large\.bin\n/)
    expect(await aws('s3 ls s3://flows --recursive')).toContain('in/more/ä +&<.csv')

    await aws('s3 cp s3://flows/in/people.csv copy.csv')
    expect(await readFile(at('copy.csv'), 'utf8')).toBe('id,name\n1,Ada\n')
    await aws('s3 cp s3://flows/large.bin s3://flows/parts.bin')
    await aws('s3 mv s3://flows/parts.bin moved.bin')
    expect((await readFile(at('moved.bin'))).equals(large)).toBe(true)
    await aws('s3 mb s3://others')
    await aws('s3 sync s3://flows/in s3://others/in')
    await aws('s3 rm s3://others/in/people.csv')
    expect(await aws('s3 ls s3://others --recursive')).toMatch(/^\S+ \S+ +1 in\/more\/ä \+&<\.csv\n$/)
    await expect(aws('s3 rb s3://others')).rejects.toThrow('BucketNotEmpty')
    await aws('s3 rm s3://others --recursive')
    await aws('s3 rb s3://others')
    await aws('s3 rb s3://flows --force')
    await expect(aws('s3 ls s3://flows')).rejects.toThrow('NoSuchBucket')
  }, 120_000)

  test('s3api does single things to buckets and objects', async () => {
    await aws('s3api create-bucket --bucket single')
    await aws('s3api head-bucket --bucket single')
    expect(await json('s3api get-bucket-location --bucket single')).toEqual({ LocationConstraint: null })
    await writeFile(at('body.json'), '{}')
    await aws('s3api put-object --bucket single --key a/b --body body.json --content-type application/json')
    expect(await json('s3api head-object --bucket single --key a/b')).toMatchObject({
      ContentLength: 2,
      ContentType: 'application/json',
    })
    await aws('s3api copy-object --bucket single --key c --copy-source single/a/b')
    await aws('s3api get-object --bucket single --key c got.json')
    expect(await readFile(at('got.json'), 'utf8')).toBe('{}')
    expect(await json('s3api list-objects-v2 --bucket single --delimiter /')).toMatchObject({
      Contents: [{ Key: 'c', Size: 2 }],
      CommonPrefixes: [{ Prefix: 'a/' }],
    })
    const deleted = await json('s3api delete-objects --bucket single --delete Objects=[{Key=a/b},{Key=c}]')
    expect(deleted).toEqual({ Deleted: [{ Key: 'a/b' }, { Key: 'c' }] })

    const Statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::single/*' }
    await writeFile(at('policy.json'), JSON.stringify({ Version: '2012-10-17', Statement }))
    await aws('s3api put-bucket-policy --bucket single --policy file://policy.json')
    const { Policy } = await json('s3api get-bucket-policy --bucket single')
    expect(JSON.parse(Policy)).toMatchObject({ Statement })
    await aws('s3api delete-bucket-policy --bucket single')
    await expect(aws('s3api get-bucket-policy --bucket single')).rejects.toThrow('NoSuchBucketPolicy')
  }, 120_000)

  test('assumes the data role for a tenant, and reads what the bucket of that tenant lets it read', async () => {
    await aws('s3 mb s3://tenant')
    await writeFile(at('t.csv'), 'x')
    await aws('s3 cp t.csv s3://tenant/t.csv')
    const assume = async (tenant: string) => {
      const role = 'arn:aws:iam::000000000000:role/sluice-data-us-east-1'
      const tags = `Key=tenant,Value=${tenant}`
      const { Credentials } = (await json(
        `sts assume-role --role-arn ${role} --role-session-name cli --tags ${tags}`,
      )) as { Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string } }
      return {
        AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials.SessionToken,
      }
    }
    await aws('s3 cp s3://tenant/t.csv got.csv', await assume('default'))
    await expect(aws('s3 cp s3://tenant/t.csv got.csv', await assume('acme'))).rejects.toThrow('403')
  }, 120_000)

  test('makes queues, sends, receives and redrives', async () => {
    const { QueueUrl: dead } = (await json(sqs('create-queue --queue-name dead'))) as { QueueUrl: string }
    const arn = 'arn:aws:sqs:us-east-1:000000000000:dead'
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: arn, maxReceiveCount: 1 })
    await writeFile(at('queue.json'), JSON.stringify({ RedrivePolicy, VisibilityTimeout: '0' }))
    const { QueueUrl: url } = (await json(sqs('create-queue --queue-name work --attributes file://queue.json'))) as {
      QueueUrl: string
    }
    await aws(sqs(`send-message --queue-url ${url} --message-body hello --message-group-id tenant`))
    const receive = sqs(`receive-message --queue-url ${url} --attribute-names All`)
    expect(await json(receive)).toMatchObject({
      Messages: [{ Body: 'hello', Attributes: { MessageGroupId: 'tenant' } }],
    })
    expect(await aws(receive)).toBe('')
    const attributes = sqs(`get-queue-attributes --queue-url ${dead} --attribute-names ApproximateNumberOfMessages`)
    expect(await json(attributes)).toEqual({ Attributes: { ApproximateNumberOfMessages: '1' } })
    await aws(sqs(`start-message-move-task --source-arn ${arn}`))
    const tasks = await json(sqs(`list-message-move-tasks --source-arn ${arn}`))
    expect(tasks).toMatchObject({ Results: [{ Status: 'COMPLETED', ApproximateNumberOfMessagesMoved: 1 }] })
    const { Messages } = (await json(receive)) as { Messages: { ReceiptHandle: string }[] }
    await aws(sqs(`delete-message --queue-url ${url} --receipt-handle ${Messages[0]?.ReceiptHandle}`))
    await expect(aws(sqs('get-queue-url --queue-name none'))).rejects.toThrow('NonExistentQueue')
  }, 120_000)
})
