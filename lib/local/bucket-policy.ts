import * as z from 'zod/mini'
import { dataRoleArn, names } from './names.ts'
import { isLike } from './policy.ts'

/** Who asks, as a bucket's policy sees them. */
export interface Requester {
  /** The ARNs under which a policy may name them. */
  arns: readonly string[]
  tags: Readonly<Record<string, string>>
}

const texts = z.union([z.string(), z.array(z.string()).check(z.minLength(1))])
const operators = z.enum(['StringEquals', 'StringLike'])
const statement = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: z.optional(texts), Service: z.optional(texts) })]),
  Action: texts,
  Resource: texts,
  Condition: z.optional(z.partialRecord(operators, z.record(z.string(), texts))),
})
const policy = z.strictObject({
  Version: z.optional(z.enum(['2012-10-17', '2008-10-17'])),
  Id: z.optional(z.string()),
  Statement: z.union([statement, z.array(statement).check(z.minLength(1))]),
})

type Policy = z.output<typeof policy>
type Statement = z.output<typeof statement>

const listOf = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/**
 * Why a text is no policy of a bucket; undefined for one that is. What is not judged here (negations, other conditions,
 * policy variables) is refused, so that no policy means less here than it says.
 */
export function policyProblem(text: string, bucket: string): string | undefined {
  const parsed = z.safeParse(policy, parse(text))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return `${issue?.path.join('.') || 'The policy'}: ${issue?.message}`
  }
  const arn = `arn:aws:s3:::${bucket}`
  for (const { Action, Resource, Condition = {} } of listOf(parsed.data.Statement)) {
    if (!listOf(Action).every((one) => one === '*' || /^s3:[\w*?]+$/i.test(one))) return 'Policy has invalid action'
    const isOurs = (one: string) => one === arn || one.startsWith(`${arn}/`) || one === `${arn}*`
    if (!listOf(Resource).every((one) => isOurs(one) && !one.includes('${'))) return 'Policy has invalid resource'
    const keys = Object.values(Condition).flatMap((one) => Object.keys(one))
    if (!keys.every((key) => /^aws:PrincipalTag\/./i.test(key)))
      return 'Conditions are possible here on aws:PrincipalTag/… only.'
  }
  return undefined
}

/** What a bucket's policy says of an act: an explicit denial, a permission, or nothing. */
export function judge(
  text: string | undefined,
  who: Requester,
  action: string,
  resource: string,
): 'Allow' | 'Deny' | undefined {
  if (text === undefined) return undefined
  const statements = listOf((parse(text) as Policy).Statement)
  const effects = statements.filter((one) => applies(one, who, action, resource)).map(({ Effect }) => Effect)
  return effects.includes('Deny') ? 'Deny' : effects[0]
}

const applies = (
  { Effect, Principal, Action, Resource, Condition }: Statement,
  who: Requester,
  action: string,
  resource: string,
) =>
  isNamed(Principal, Effect, who) &&
  listOf(Action).some((one) => isLike(one.toLowerCase(), action.toLowerCase())) &&
  listOf(Resource).some((one) => isLike(one, resource)) &&
  Object.entries(Condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) => {
      const tag = tagOf(who, key.slice(key.indexOf('/') + 1))
      return (
        tag !== undefined && listOf(values).some((one) => (operator === 'StringLike' ? isLike(one, tag) : one === tag))
      )
    }),
  )

/**
 * Whether a principal means who asks. The account denies everyone in it, but allows nobody by itself: within an account
 * that leaves the decision to identity policies. A service is nobody who asks here.
 */
function isNamed(principal: Statement['Principal'], effect: Statement['Effect'], { arns }: Requester): boolean {
  if (principal === '*') return true
  const account = [names.accountId, `arn:aws:iam::${names.accountId}:root`]
  return listOf(principal.AWS ?? []).some(
    (one) => one === '*' || arns.includes(one) || (effect === 'Deny' && account.includes(one)),
  )
}

/** Keys of tags are compared without case. */
const tagOf = ({ tags }: Requester, key: string): string | undefined =>
  Object.entries(tags).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What a bucket is made with: flows of the default tenant may read and write it. */
export const firstPolicy = (bucket: string): string => {
  const Principal = { AWS: dataRoleArn }
  const Condition = { StringEquals: { 'aws:PrincipalTag/tenant': 'default' } }
  const arn = `arn:aws:s3:::${bucket}`
  const about = { Effect: 'Allow', Principal, Condition }
  const objects = ['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:ListMultipartUploadParts']
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Sid: 'FlowsList', ...about, Action: ['s3:ListBucket', 's3:ListBucketMultipartUploads'], Resource: arn },
      { Sid: 'FlowsReadAndWrite', ...about, Action: objects, Resource: `${arn}/*` },
    ],
  })
}
