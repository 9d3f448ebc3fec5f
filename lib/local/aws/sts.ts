import { randomUUID } from 'node:crypto'
import { dataRoleArn, names } from '../names.ts'
import type { Sessions } from '../sessions.ts'
import { authorise, AwsError, type AwsAnswer, type AwsRequest, type AwsService, type Identity } from './protocol.ts'
import { xml, type Content } from './s3/xml.ts'

const namespace = 'https://sts.amazonaws.com/doc/2011-06-15/'

/** STS: AssumeRole of the data role, with session tags, and GetCallerIdentity. It speaks the Query protocol. */
export const sts = (sessions: Sessions, now: () => Date): AwsService => ({
  name: 'sts',
  matches: ({ headers }) => /\/sts\/aws4_request/.test(headers.authorization ?? ''),
  async handle(request) {
    const form = new URLSearchParams(request.body.toString())
    const action = form.get('Action')
    if (action === 'AssumeRole') return answered('AssumeRole', assumeRole(form, request, sessions, now()))
    if (action === 'GetCallerIdentity') return answered('GetCallerIdentity', callerOf(request.who))
    throw new AwsError('InvalidAction', `${action} is not available here.`)
  },
  renderError: ({ name, message, status }, requestId) =>
    rendered(status, 'ErrorResponse', {
      Error: { Type: 'Sender', Code: name, Message: message },
      RequestId: requestId,
    }),
})

/** As on AWS, who gives a session tags needs to be allowed that too. */
function assumeRole(form: URLSearchParams, request: AwsRequest, sessions: Sessions, now: Date): Content {
  const resource = form.get('RoleArn') ?? ''
  const name = form.get('RoleSessionName') ?? ''
  const seconds = Number(form.get('DurationSeconds') ?? 3600)
  const tags = tagsIn(form)
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) throw invalid('RoleSessionName is not valid.')
  if (!Number.isInteger(seconds) || seconds < 900 || seconds > longestSeconds(request.who))
    throw invalid(`The requested DurationSeconds must be from 900 to ${longestSeconds(request.who)}.`)
  if (form.has('Policy') || form.has('PolicyArns.member.1.arn'))
    throw invalid('Session policies are not available here.')
  authorise(request, { action: 'sts:AssumeRole', resource })
  if (Object.keys(tags).length > 0) authorise(request, { action: 'sts:TagSession', resource })
  if (resource !== dataRoleArn || request.who.kind === 'session')
    throw new AwsError(
      'AccessDenied',
      `${nameOf(request.who)} is not authorized to perform: sts:AssumeRole on ${resource}`,
      403,
    )
  const expiresAt = Math.floor(now.getTime() / 1000) + seconds
  const session = sessions.issue({ role: dataRoleArn, name, tags, expiresAt })
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(expiresAt * 1000).toISOString(),
    },
    AssumedRoleUser: { AssumedRoleId: `AROA:${name}`, Arn: sessionArn(dataRoleArn, name) },
  }
}

/** A role that another role assumes is held for an hour at most. */
const longestSeconds = ({ kind }: Identity): number => (kind === 'function' ? 3600 : 43_200)

function tagsIn(form: URLSearchParams): Record<string, string> {
  const tags: [string, string][] = []
  for (let at = 1; form.has(`Tags.member.${at}.Key`); at++) {
    const [key = '', value = ''] = ['Key', 'Value'].map((part) => form.get(`Tags.member.${at}.${part}`) ?? '')
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value))
      throw invalid(`The tag ${key} is not valid.`)
    tags.push([key, value])
  }
  const keys = new Set(tags.map(([key]) => key.toLowerCase()))
  if (tags.length > 50 || keys.size < tags.length) throw invalid('There may be 50 tags, each key once.')
  return Object.fromEntries(tags)
}

/** The ARN of a session of a role. */
export const sessionArn = (role: string, session: string): string =>
  `arn:aws:sts::${names.accountId}:assumed-role/${role.split('/').at(-1)}/${session}`

export const nameOf = (who: Identity): string =>
  who.kind === 'administrator'
    ? `arn:aws:iam::${names.accountId}:user/${who.name}`
    : sessionArn(who.kind === 'session' ? who.role : who.name, who.name)

const callerOf = (who: Identity): Content => ({ UserId: who.name, Account: names.accountId, Arn: nameOf(who) })

const answered = (action: string, result: Content): AwsAnswer =>
  rendered(200, `${action}Response`, { [`${action}Result`]: result, ResponseMetadata: { RequestId: randomUUID() } })

const rendered = (status: number, name: string, content: Content): AwsAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: xml(name, content).replace(`<${name}>`, `<${name} xmlns="${namespace}">`),
})

const invalid = (message: string): AwsError => new AwsError('ValidationError', message)
