import { isUtf8 } from 'node:buffer'
import type { CredentialSecret } from '../credentials/credential.ts'
import { StepError } from '../runs/step-error.ts'
import { fill, fillText, literalBeginning, onlyValueIn, valueAt, type TemplateValues } from './template.ts'

export interface HttpRequestSettings {
  method?: string
  url: string
  headers?: Readonly<Record<string, string>>
  body?: unknown
}

export interface HttpRequest {
  method: string
  url: string
  headers: Record<string, string>
  body?: string
}

/** The request that settings come to for a message. Throws a `StepError` for what cannot be sent. */
export function httpRequestOf(
  settings: HttpRequestSettings,
  values: TemplateValues,
  credential?: CredentialSecret,
): HttpRequest {
  const { method = 'GET', headers = {}, body } = settings
  const filled = fill(body, values)
  const isText = typeof filled === 'string'
  return {
    method,
    url: urlOf(settings.url, values, credential !== undefined),
    headers: {
      ...(filled === undefined ? {} : { 'content-type': isText ? 'text/plain; charset=utf-8' : 'application/json' }),
      ...Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), fillText(value, values)]),
      ),
      ...(credential ? authorizationOf(credential) : {}),
    },
    ...(filled === undefined ? {} : { body: isText ? filled : JSON.stringify(filled) }),
  }
}

/**
 * Values are percent-encoded: a message chooses no other host, path or query than its place in the URL is for. A URL that is
 * one value as a whole is taken as it is, but no credential is sent where a message says.
 */
function urlOf(url: string, values: TemplateValues, hasCredential: boolean): string {
  const beginning = literalBeginning(url)
  if (hasCredential && beginning !== url && !/^https?:\/\/[^/?#\\]+[/?#]/i.test(beginning))
    throw new StepError('A step with a credential calls a host that its settings name: templates come after the host.')
  const only = onlyValueIn(url)
  return only === undefined ? fillText(url, values, encodeSegment) : String(valueAt(only, values))
}

function encodeSegment(value: string): string {
  // Percent-encoded or not, URLs take these as steps up the path.
  if (value === '.' || value === '..') throw new StepError('A value in the URL is “.” or “..”, which would be a path.')
  return encodeURIComponent(value.toWellFormed())
}

/** `{username, password}` is sent as Basic, `{token}` as Bearer, `{header, value}` as that header. */
function authorizationOf({ username, password, token, header, value }: CredentialSecret): Record<string, string> {
  if (token !== undefined) return { authorization: `Bearer ${token}` }
  if (header !== undefined && value !== undefined) return { [header.toLowerCase()]: value }
  if (username === undefined || password === undefined)
    throw new StepError('The credential must be {username, password}, {token} or {header, value}.')
  return { authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}` }
}

interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: Buffer
}

/** The message that an answer becomes: JSON parsed, text as it is, anything else in base64. */
export function messageOfAnswer({ status, headers, body }: Answer) {
  if (body.length === 0) return { status, headers, body: null }
  if (!isUtf8(body)) return { status, headers, body: body.toString('base64'), isBase64Encoded: true }
  const text = body.toString('utf8')
  if (!/^application\/(json|[\w.-]+\+json)\s*(;|$)/i.test(headers['content-type'] ?? ''))
    return { status, headers, body: text }
  try {
    return { status, headers, body: JSON.parse(text) as unknown }
  } catch (error) {
    throw new StepError(`The answer with status ${status} says it is JSON and is not.`, {}, error)
  }
}
