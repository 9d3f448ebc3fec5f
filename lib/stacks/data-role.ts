import { Aws, Duration, type Stack } from 'aws-cdk-lib'
import { AccountPrincipal, PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam'
import { stepQueues } from '#core/runs/queue.ts'
import { acknowledge } from './acknowledge.ts'
import { dataRoleName, workerRoleName, type Settings } from './settings.ts'

/**
 * What workers read and write users' buckets as, with the tenant and the flow as tags of the session. It may do nothing by
 * itself, but for the buckets that the installation lists: others let it in by their policies (docs/decisions/0056).
 */
export function dataRole(stack: Stack, settings: Settings): Role {
  const workers = stepQueues.map((queue) =>
    stack.formatArn({
      service: 'iam',
      region: '',
      resource: 'role',
      resourceName: workerRoleName(stack, settings, queue),
    }),
  )
  const { flowBuckets } = settings
  const role = new Role(stack, 'DataRole', {
    roleName: dataRoleName(stack, settings),
    description: 'What flows read and write buckets as',
    // The workers' roles are of a later stack, and a principal has to be there; what a condition names need not.
    assumedBy: new AccountPrincipal(stack.account)
      .withConditions({ ArnEquals: { 'aws:PrincipalArn': workers } })
      .withSessionTags(),
    maxSessionDuration: Duration.hours(1),
    ...(flowBuckets.length > 0 ? { inlinePolicies: { 'flow-buckets': policyOf(flowBuckets) } } : {}),
  })
  const finding = (name: string) => `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${name}/*]`
  const reason = 'Flows read and write whatever objects of the bucket they name; the installation lists the bucket.'
  acknowledge(role, Object.fromEntries(flowBuckets.map((name) => [finding(name), reason])))
  return role
}

function policyOf(buckets: readonly string[]): PolicyDocument {
  const arns = buckets.map((name) => `arn:${Aws.PARTITION}:s3:::${name}`)
  const objects = arns.map((arn) => `${arn}/*`)
  const allow = (actions: string[], resources: string[]) => new PolicyStatement({ actions, resources })
  return new PolicyDocument({
    statements: [
      allow(['s3:ListBucket', 's3:ListBucketMultipartUploads'], arns),
      allow(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts'], objects),
    ],
  })
}
