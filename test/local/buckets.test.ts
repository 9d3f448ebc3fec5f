import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient, type Tag } from '@aws-sdk/client-sts'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { dataRoleArn, names } from '../../lib/local/names.ts'
import { Sessions } from '../../lib/local/sessions.ts'
import { relayName } from '../../lib/runtime/declarations/relay.ts'
import { administrator, startTestApp } from '../_harness/app.ts'
import { temporaryFolder } from '../_harness/process.ts'

/** Users' buckets, their policies, and the sessions of the data role, as the real clients see them. */
interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  sessionToken?: string
}
const app = await startTestApp()
afterAll(() => app.stop())
const of = (credentials: Credentials, awsUrl = app.awsUrl) => ({
  endpoint: awsUrl,
  region: 'us-east-1',
  credentials,
  maxAttempts: 1,
})
const s3Of = (credentials: Credentials, awsUrl?: string) =>
  new S3Client({ ...of(credentials, awsUrl), forcePathStyle: true })
const key = await app.keyFor(administrator)
const s3 = s3Of(key)
const sts = new STSClient(of(key))

/** A session of the data role, as a worker has one for each flow. */
async function sessionOf(tenant: string, flow = 'f', client = sts): Promise<Credentials> {
  const tags = { tenant, flow }
  const Tags: Tag[] = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))
  const command = new AssumeRoleCommand({ RoleArn: dataRoleArn, RoleSessionName: 'worker', Tags })
  const { AccessKeyId = '', SecretAccessKey = '', SessionToken } = (await client.send(command)).Credentials ?? {}
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken }
}

let made = 0
let Bucket = ''
beforeEach(async () => {
  Bucket = `bucket-${++made}`
  await s3.send(new CreateBucketCommand({ Bucket }))
})
const put = (client: S3Client, Key: string, more: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body: Key, ...more }))
const get = async (client: S3Client, Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()
const setPolicy = (Statement: object | object[]) =>
  s3.send(new PutBucketPolicyCommand({ Bucket, Policy: JSON.stringify({ Version: '2012-10-17', Statement }) }))
const denied = { name: 'AccessDenied' }

describe('buckets', () => {
  test('are made, found, listed, and dropped when they are empty', async () => {
    await s3.send(new CreateBucketCommand({ Bucket }))
    const { Buckets = [] } = await s3.send(new ListBucketsCommand())
    expect(Buckets.map(({ Name }) => Name)).toEqual(expect.arrayContaining([Bucket, names.bucket]))
    await s3.send(new HeadBucketCommand({ Bucket }))
    expect(await s3.send(new GetBucketLocationCommand({ Bucket }))).not.toHaveProperty('LocationConstraint.0')

    await put(s3, 'a')
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' })
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'a' }, { Key: 'absent' }] } }))
    await s3.send(new DeleteBucketCommand({ Bucket }))
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' })
    await expect(put(s3, 'a')).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })

  test('have objects of their own', async () => {
    await put(s3, 'same')
    const from = Bucket
    const other = (Bucket = `bucket-${++made}`)
    await s3.send(new CreateBucketCommand({ Bucket }))
    await expect(get(s3, 'same')).rejects.toMatchObject({ name: 'NoSuchKey' })
    await s3.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource: `${from}/same` }))
    await s3.send(
      new CopyObjectCommand({
        Bucket,
        Key: 'described',
        CopySource: `${from}/same`,
        MetadataDirective: 'REPLACE',
        ContentType: 'text/csv',
      }),
    )
    expect(await get(s3, 'copy')).toBe('same')
    expect((await s3.send(new GetObjectCommand({ Bucket: other, Key: 'described' }))).ContentType).toBe('text/csv')
  })

  test('list keys in the order of UTF-8, a page at a time, also what is put between two pages', async () => {
    for (const Key of ['b', 'a/1', 'a/2', '\u{fb01}', '\u{1f600}', 'a b+c']) await put(s3, Key)
    const page = (more: object) => s3.send(new ListObjectsV2Command({ Bucket, ...more }))
    const first = await page({ MaxKeys: 2, Delimiter: '/' })
    expect([first.Contents?.map((one) => one.Key), first.CommonPrefixes]).toEqual([['a b+c'], [{ Prefix: 'a/' }]])
    await put(s3, 'c')
    const rest = await page({ ContinuationToken: first.NextContinuationToken, Delimiter: '/', EncodingType: 'url' })
    expect(rest.Contents?.map((one) => decodeURIComponent(one.Key ?? ''))).toEqual(['b', 'c', '\u{fb01}', '\u{1f600}'])
    expect([rest.CommonPrefixes, rest.IsTruncated]).toEqual([undefined, false])
    await expect(page({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' })
    expect((await page({ StartAfter: 'b', Prefix: 'c' })).Contents?.map((one) => one.Key)).toEqual(['c'])
  })

  test('and their objects and policies are there after a restart', async () => {
    const { folder, remove } = await temporaryFolder()
    const first = await startTestApp({ dataFolder: folder })
    const again = await first.keyFor(administrator)
    await s3Of(again, first.awsUrl).send(new CreateBucketCommand({ Bucket }))
    await put(s3Of(again, first.awsUrl), 'kept')
    await first.stop()
    const second = await startTestApp({ dataFolder: folder })
    const client = s3Of(again, second.awsUrl)
    expect(await get(client, 'kept')).toBe('kept')
    expect((await client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(1)
    expect((await client.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain(dataRoleArn)
    await second.stop()
    await remove()
  })

  test('are for administrators to make; a name that is none and the name of the product are refused', async () => {
    const session = s3Of(await sessionOf('default'))
    await expect(session.send(new CreateBucketCommand({ Bucket: 'mine' }))).rejects.toMatchObject(denied)
    await expect(session.send(new ListBucketsCommand())).rejects.toMatchObject(denied)
    const make = (name: string) => s3.send(new CreateBucketCommand({ Bucket: name }))
    await expect(make('No_Bucket')).rejects.toMatchObject({ name: 'InvalidBucketName' })
    await expect(make(names.bucket)).rejects.toMatchObject({ name: 'BucketAlreadyExists' })
    await expect(s3.send(new DeleteBucketCommand({ Bucket: names.bucket }))).rejects.toMatchObject(denied)
  })
})

describe('the policy of a bucket', () => {
  test('lets flows of the default tenant read and write at first, and nobody else', async () => {
    const ours = s3Of(await sessionOf('default'))
    await put(ours, 'in/1')
    expect([await get(ours, 'in/1'), (await ours.send(new ListObjectsV2Command({ Bucket }))).KeyCount]).toEqual([
      'in/1',
      1,
    ])
    const others = s3Of(await sessionOf('other'))
    for (const act of [() => put(others, 'in/2'), () => get(others, 'in/1')])
      await expect(act()).rejects.toMatchObject(denied)
    await expect(ours.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject(denied)
    const as = s3Of(app.functions.credentialsOf(relayName))
    await expect(get(as, 'in/1')).rejects.toMatchObject(denied)
  })

  test('is replaced and removed; without one only administrators get in', async () => {
    await put(s3, 'a')
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' })
    await expect(get(s3Of(await sessionOf('default')), 'a')).rejects.toMatchObject(denied)
    expect(await get(s3, 'a')).toBe('a')
  })

  test.each([
    ['an action by a pattern', { Action: 's3:Get*' }, true],
    ['another action', { Action: ['s3:PutObject'] }, false],
    ['all objects below a prefix', { Resource: 'arn:aws:s3:::$BUCKET/in/*' }, true],
    ['objects elsewhere', { Resource: 'arn:aws:s3:::$BUCKET/out/*' }, false],
    ['anybody', { Principal: '*' }, true],
    [
      'the session by its ARN',
      { Principal: { AWS: 'arn:aws:sts::000000000000:assumed-role/sluice-data-us-east-1/worker' } },
      true,
    ],
    ['another role', { Principal: { AWS: 'arn:aws:iam::000000000000:role/other' } }, false],
    ['the account, which leaves it to policies of identities', { Principal: { AWS: '000000000000' } }, false],
    ['a service, which the data role is not', { Principal: { Service: 'appflow.amazonaws.com' } }, false],
    ['the tenant', { Condition: { StringEquals: { 'aws:PrincipalTag/tenant': ['x', 'acme'] } } }, true],
    ['the key of a tag in another case', { Condition: { StringEquals: { 'aws:PrincipalTag/TENANT': 'acme' } } }, true],
    ['another tenant', { Condition: { StringEquals: { 'aws:PrincipalTag/tenant': 'Acme' } } }, false],
    ['a tag there is not', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'acme' } } }, false],
    ['flows by a pattern', { Condition: { StringLike: { 'aws:PrincipalTag/flow': 'orders-?*' } } }, true],
    [
      'tenant and another flow',
      {
        Condition: {
          StringEquals: { 'aws:PrincipalTag/tenant': 'acme' },
          StringLike: { 'aws:PrincipalTag/flow': 'invoices-*' },
        },
      },
      false,
    ],
  ])('allows %s as far as that goes', async (_name, more, isAllowed) => {
    await put(s3, 'in/1')
    const statement = {
      Effect: 'Allow',
      Principal: { AWS: dataRoleArn },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::$BUCKET/*',
    }
    const text = JSON.stringify({ ...statement, ...more }).replaceAll('$BUCKET', Bucket)
    await setPolicy(JSON.parse(text) as object)
    const reading = get(s3Of(await sessionOf('acme', 'orders-eu')), 'in/1')
    await (isAllowed ? expect(reading).resolves.toBe('in/1') : expect(reading).rejects.toMatchObject(denied))
  })

  test('denies before it allows, administrators too, who can always take it back', async () => {
    await put(s3, 'a')
    const Resource = `arn:aws:s3:::${Bucket}/*`
    await setPolicy([
      { Effect: 'Allow', Principal: { AWS: dataRoleArn }, Action: 's3:*', Resource },
      { Effect: 'Deny', Principal: { AWS: '000000000000' }, Action: 's3:GetObject', Resource },
      { Effect: 'Deny', Principal: '*', Action: 's3:PutObject', Resource },
    ])
    const session = s3Of(await sessionOf('default'))
    await expect(get(session, 'a')).rejects.toMatchObject(denied)
    await expect(put(s3, 'b')).rejects.toMatchObject(denied)
    await setPolicy([
      { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [`arn:aws:s3:::${Bucket}`, Resource] },
    ])
    await expect(get(s3, 'a')).rejects.toMatchObject(denied)
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
    expect(await get(s3, 'a')).toBe('a')
  })

  test.each([
    ['no JSON', '{'],
    ['no statement', { Statement: [] }],
    ['a negation', { NotAction: 's3:GetObject' }],
    ['another condition', { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } }],
    ['another key', { Condition: { StringEquals: { 'aws:SourceAccount': '000000000000' } } }],
    ['a policy variable', { Resource: 'arn:aws:s3:::$BUCKET/${aws:PrincipalTag/tenant}/*' }],
    ['another bucket', { Resource: 'arn:aws:s3:::other/*' }],
    ['an action of another service', { Action: 'sqs:SendMessage' }],
    ['another effect', { Effect: 'Maybe' }],
  ])('is refused with %s, and the former one stays', async (_name, more) => {
    const statement = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: 'arn:aws:s3:::$BUCKET/*' }
    const document =
      typeof more === 'string' ? more : { Statement: { ...statement, ...more }, ...('Statement' in more ? more : {}) }
    const text = typeof document === 'string' ? document : JSON.stringify(document).replaceAll('$BUCKET', Bucket)
    const refused = s3.send(new PutBucketPolicyCommand({ Bucket, Policy: text }))
    await expect(refused).rejects.toMatchObject({ name: 'MalformedPolicy' })
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toContain('FlowsList')
  })
})

test('a copy is of what its signer may read where it lies', async () => {
  await put(s3, 'secret')
  const from = Bucket
  await s3.send(new DeleteBucketPolicyCommand({ Bucket }))
  Bucket = `bucket-${++made}`
  await s3.send(new CreateBucketCommand({ Bucket }))
  const session = s3Of(await sessionOf('default'))
  const copy = (CopySource: string) => session.send(new CopyObjectCommand({ Bucket, Key: 'x', CopySource }))
  await expect(copy(`${from}/secret`)).rejects.toMatchObject(denied)
  await expect(copy(`${names.bucket}/artifacts/x`)).rejects.toMatchObject(denied)
})

test('the bucket of the product is closed to sessions', async () => {
  const session = s3Of(await sessionOf('default'))
  Bucket = names.bucket
  for (const act of [() => put(session, 'uploads/x'), () => get(session, 'artifacts/x')])
    await expect(act()).rejects.toMatchObject(denied)
  const policy = JSON.stringify({
    Statement: { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: `arn:aws:s3:::${Bucket}/*` },
  })
  await expect(s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policy }))).rejects.toMatchObject(denied)
})

test('another owner of a bucket is looked for in vain', async () => {
  await put(s3, 'a', { ExpectedBucketOwner: names.accountId })
  await expect(put(s3, 'a', { ExpectedBucketOwner: '111111111111' })).rejects.toMatchObject(denied)
  const CopySource = `${Bucket}/a`
  const command = new CopyObjectCommand({ Bucket, Key: 'b', CopySource, ExpectedSourceBucketOwner: '111111111111' })
  await expect(s3.send(command)).rejects.toMatchObject(denied)
})

test('a CRC32 that the body does not have is refused', async () => {
  await put(s3, 'sound', { ChecksumAlgorithm: 'CRC32' })
  await expect(put(s3, 'wrong', { ChecksumCRC32: 'A' })).rejects.toMatchObject({ name: 'BadDigest' })
  await expect(put(s3, 'wrong', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' })
})

describe('sessions', () => {
  test('say who they are, and end', async () => {
    const credentials = await sessionOf('default')
    const { Arn } = await new STSClient(of(credentials)).send(new GetCallerIdentityCommand())
    expect(Arn).toBe('arn:aws:sts::000000000000:assumed-role/sluice-data-us-east-1/worker')
    const sessions = new Sessions('key')
    const session = sessions.issue({ role: dataRoleArn, name: 'w', tags: { tenant: 't' }, expiresAt: 1000 })
    const open =
      (id: string, token: string, seconds: number, by = sessions) =>
      () =>
        by.open(id, token, new Date(seconds * 1000))
    expect(open(session.accessKeyId, session.sessionToken, 999)()).toEqual(session)
    expect(open(session.accessKeyId, session.sessionToken, 1000)).toThrow('expired')
    expect(open('ASIAOTHER', session.sessionToken, 0)).toThrow('invalid')
    expect(open(session.accessKeyId, `${session.sessionToken.slice(0, -1)}_`, 0)).toThrow('invalid')
    expect(open(session.accessKeyId, session.sessionToken, 0, new Sessions('other'))).toThrow('invalid')
  })

  test('are refused with the token of another, without one, or with another secret', async () => {
    const [one, other] = [await sessionOf('default'), await sessionOf('other')]
    await put(s3, 'a')
    const read = (credentials: Credentials) => get(s3Of(credentials), 'a')
    await expect(read({ ...other, sessionToken: one.sessionToken })).rejects.toMatchObject({ name: 'InvalidToken' })
    await expect(read({ ...one, sessionToken: undefined })).rejects.toMatchObject({ name: 'InvalidAccessKeyId' })
    await expect(read({ ...one, secretAccessKey: other.secretAccessKey })).rejects.toMatchObject({
      name: 'SignatureDoesNotMatch',
    })
  })

  test('open no other service, and no other session', async () => {
    const credentials = await sessionOf('default')
    const sqs = new SQSClient(of(credentials))
    await expect(sqs.send(new ListQueuesCommand())).rejects.toMatchObject({ name: 'AccessDeniedException' })
    await expect(sessionOf('other', 'f', new STSClient(of(credentials)))).rejects.toThrow('not authorized')
  })

  test('are given to a function whose policy allows the role and its tags', async () => {
    const credentials = app.functions.credentialsOf(relayName)
    const client = new STSClient(of(credentials))
    const policy = app.functions.byKey(credentials.accessKeyId)?.policy ?? []
    await expect(sessionOf('default', 'f', client)).rejects.toThrow('sts:AssumeRole')
    policy.push({ Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: dataRoleArn })
    await expect(sessionOf('default', 'f', client)).rejects.toThrow('sts:TagSession')
    policy.push({ Effect: 'Allow', Action: ['sts:TagSession'], Resource: dataRoleArn })
    await put(s3Of(await sessionOf('default', 'f', client)), 'by a worker')
    const assume = (more: object) =>
      client.send(new AssumeRoleCommand({ RoleArn: dataRoleArn, RoleSessionName: 'w', ...more }))
    await expect(assume({ RoleSessionName: 'wo', DurationSeconds: 3601 })).rejects.toMatchObject({
      name: 'ValidationError',
    })
    await expect(assume({})).rejects.toMatchObject({ name: 'ValidationError' })
    await expect(assume({ RoleSessionName: 'wo', RoleArn: 'arn:aws:iam::000000000000:role/other' })).rejects.toThrow(
      'not authorized',
    )
    const twice = [
      { Key: 'tenant', Value: 'a' },
      { Key: 'Tenant', Value: 'b' },
    ]
    await expect(assume({ RoleSessionName: 'wo', Tags: twice })).rejects.toMatchObject({ name: 'ValidationError' })
  })
})
