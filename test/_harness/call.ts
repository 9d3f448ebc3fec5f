import { HttpRequest } from '@smithy/protocol-http'
import { SignatureV4 } from '@smithy/signature-v4'
import { isBodiless, queryOf, type Operation } from '../../lib/runtime/declarations/operation.ts'
import { NodeSha256 } from '../../lib/runtime/credentials/sigv4.ts'
import { templatesOf } from '../../lib/runtime/invocation/routing.ts'
import type { Answer, TestApp, TestUser } from './app.ts'

/** Calls any operation over HTTP with its flat input, as its declaration says: path, query, body, credentials. */
export async function call(
  app: TestApp,
  operation: Operation,
  input: unknown,
  user?: TestUser,
  credential?: string,
  headers?: Record<string, string>,
): Promise<Answer> {
  const { method, path, query, body, contentType } = toRequest(operation, input)
  return send(app, operation, { method, path: `${path}${query}`, body, contentType, user, credential, headers })
}

export interface RawRequest {
  method: string
  path: string
  body?: string | Uint8Array<ArrayBuffer>
  contentType?: string
  user?: TestUser
  headers?: Record<string, string>
  /** Of an agent, where the operation wants one. */
  credential?: string
}

/** Sends a request with the credentials the operation's dialect wants; without a user, with none. */
export async function send(
  app: TestApp,
  { dialect, permission }: Operation,
  { method, path, body, contentType, user, credential, headers: given }: RawRequest,
): Promise<Answer> {
  const headers = { ...given, ...(contentType ? { 'content-type': contentType } : {}) }
  if (!user || permission === 'public') return app.request(method, path, { body, headers })
  if (dialect.authentication === 'authorizer' || dialect.authentication === 'session')
    return app.request(method, path, { body, headers, token: await app.tokenFor(user) })
  if (dialect.authentication === 'agent') {
    return app.request(method, path, { body, token: credential ?? (await app.agentTokenFor(user, String(permission))) })
  }
  return app.request(method, path, { body, headers: await sign(app, dialect.name, { method, path, body, user }) })
}

async function sign(
  app: TestApp,
  service: string,
  { method, path, body, user }: Omit<RawRequest, 'contentType'> & { user: TestUser },
): Promise<Record<string, string>> {
  const url = new URL(`${app.url}${path}`)
  const signer = new SignatureV4({
    credentials: await app.keyFor(user),
    region: 'us-east-1',
    service,
    sha256: NodeSha256,
    applyChecksum: false,
  })
  const query: Record<string, string[]> = {}
  for (const [name, value] of url.searchParams) (query[name] ??= []).push(value)
  const request = new HttpRequest({
    method,
    protocol: 'http:',
    hostname: url.hostname,
    path: url.pathname,
    query,
    headers: { host: url.host },
    body,
  })
  const { headers } = await signer.sign(request)
  delete headers.host
  return headers
}

/** The path of an operation with the members of its input. */
export const pathOf = (operation: Operation, input: unknown): string => toRequest(operation, input).path

function toRequest(operation: Operation, input: unknown) {
  const [{ method, path: template } = { method: 'GET', path: '' }] = templatesOf(operation)
  const rest = { ...(input as Record<string, unknown>) }
  const take = (name: string): unknown => {
    const value = rest[name]
    delete rest[name]
    return value
  }
  const path = template.replaceAll(/\{(\w+)\+?\}/g, (_, name: string) => encodeURIComponent(textOf(take(name) ?? 'x')))
  const pairs = queryOf(operation).flatMap(([member, name]) => {
    const value = take(member)
    return (Array.isArray(value) ? value : value === undefined ? [] : [value]).map(
      (one) => `${encodeURIComponent(name)}=${encodeURIComponent(textOf(one))}`,
    )
  })
  const query = pairs.length > 0 ? `?${pairs.join('&')}` : ''
  const { rawBody } = operation
  if (rawBody) {
    const body = new Uint8Array(Buffer.from(textOf(take(rawBody) ?? ''), 'base64'))
    return { method, path, query, body, contentType: 'application/octet-stream' }
  }
  if (operation.form) return { method, path, query, ...toForm(rest, operation.form.file) }
  const whole = operation.body ?? operation.anyBody
  if (whole) return { method, path, query, body: JSON.stringify(take(whole)), contentType: undefined }
  const body = isBodiless(operation) || method === 'DELETE' ? undefined : JSON.stringify(rest)
  return { method, path, query, body, contentType: undefined }
}

/** The members as parts of a form: the file from base64, as direct callers give it. */
function toForm(members: Record<string, unknown>, file: string) {
  const parts = Object.entries(members).map(([name, value]) => {
    const safe = encodeURIComponent(name)
    const head = `--form\r\nContent-Disposition: form-data; name="${safe}"${name === file ? '; filename="a.zip"' : ''}\r\n\r\n`
    return Buffer.concat([
      Buffer.from(head),
      name === file ? Buffer.from(textOf(value), 'base64') : Buffer.from(textOf(value)),
      Buffer.from('\r\n'),
    ])
  })
  const body = new Uint8Array(Buffer.concat([...parts, Buffer.from('--form--\r\n')]))
  return { body, contentType: 'multipart/form-data; boundary=form' }
}

/** Whatever a property test makes of a path or query member, as text. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
