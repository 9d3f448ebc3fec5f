import { judge, type Requester } from '../../bucket-policy.ts'
import type { Bucket, Buckets } from '../../buckets.ts'
import { names, objectArn } from '../../names.ts'
import { allows } from '../../policy.ts'
import { AwsError, type Identity } from '../protocol.ts'
import { nameOf, sessionArn } from '../sts.ts'

/** Actions by which an administrator can take back a policy that shuts out everyone. */
const ofPolicy = /^s3:(Get|Put|Delete)BucketPolicy$/

/** Refuses an act in a bucket (on the bucket itself without a key) that neither the signer's policy nor the bucket's allows. */
export function allowIn(buckets: Buckets, bucket: Bucket, who: Identity, action: string, key = ''): void {
  const resource = key === '' ? objectArn('', bucket.name).slice(0, -1) : objectArn(key, bucket.name)
  if (isAllowed(buckets, bucket, who, action, resource)) return
  throw new AwsError('AccessDenied', `${nameOf(who)} is not authorized to perform ${action} on ${resource}`, 403)
}

/** What is answered for an object that is not there: 404 only to who may list the bucket, as S3 does. */
export function absentIn(buckets: Buckets, bucket: Bucket, who: Identity): AwsError {
  allowIn(buckets, bucket, who, 's3:ListBucket')
  return new AwsError('NoSuchKey', 'The specified key does not exist.', 404)
}

function isAllowed(buckets: Buckets, bucket: Bucket, who: Identity, action: string, resource: string): boolean {
  // The product's own bucket has no policy, and is closed to sessions.
  const isOwn = bucket === buckets.own
  const verdict = isOwn ? undefined : judge(bucket.policy, requesterOf(who), action, resource)
  if (who.kind === 'administrator') return verdict !== 'Deny' || ofPolicy.test(action)
  // Objects of the product are named with a slash in the policies of its functions, the bucket itself included.
  const named = isOwn && !resource.includes('/') ? `${resource}/` : resource
  return verdict !== 'Deny' && (verdict === 'Allow' || allows(who.policy, { action, resource: named }))
}

function requesterOf(who: Identity): Requester {
  switch (who.kind) {
    case 'session':
      return { arns: [who.role, sessionArn(who.role, who.name)], tags: who.tags }
    case 'function':
      return { arns: [`arn:aws:iam::${names.accountId}:role/${who.name}`, nameOf(who)], tags: {} }
    case 'administrator':
      return { arns: [nameOf(who)], tags: {} }
  }
}
