import { DomainError } from '#core/errors.ts'
import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import type { FlowDocument } from '#core/hub/flow-document.ts'
import { nestedFields, nestedMembers } from '#core/hub/nested-members.ts'
import { webhookMessage, type Called } from '#core/hub/run-messages.ts'
import { webhookAccess } from '#core/hub/webhook-access.ts'
import { xmlMembers } from '#core/hub/xml-members.ts'
import { formFields } from '#runtime/declarations/form-fields.ts'
import { parseJson } from '#runtime/invocation/input.ts'
import type { Request } from '#runtime/invocation/request.ts'
import { dialect } from '../dialect.ts'

/** A flow as it was found, and as the hub shows it. */
export interface CalledFlow {
  flow: Flow
  definition: Definition
  document: FlowDocument
}

/**
 * What the caller of a webhook sends, as the data of a message: the query of a GET, else the body by its media type. Text is
 * read as JSON. What is neither, such as CSV or an image, has no data. Throws `input-malformed`.
 */
export async function readCalled(request: Request): Promise<unknown> {
  if (request.method !== 'POST') return readQuery(request)
  const { body, headers } = request
  const type = headers['content-type'] ?? ''
  const mediaType = type.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (mediaType === 'multipart/form-data') return reading('a form', await formFields(body, type), nestedFields)
  if (body.length === 0) return {}
  if (mediaType === 'text/plain' || /^application\/([\w.-]+\+)?json$/.test(mediaType)) return readJson(body)
  if (mediaType === 'application/x-www-form-urlencoded') return reading('a form', body.toString(), nestedMembers)
  if (/^(text|application)\/([\w.-]+\+)?xml$/.test(mediaType)) return reading('XML', body.toString(), xmlMembers)
  return {}
}

/** The query of a call. Throws `input-malformed` for more members than anybody sends. */
const readQuery = ({ query }: Pick<Request, 'query'>) => reading('a query', query, nestedMembers)

function readJson(body: Buffer): object {
  const value = parseJson(body)
  if (value !== null && typeof value === 'object') return value
  throw new DomainError('input-malformed', 'The body must be a JSON object or array.')
}

function reading<T, R>(what: string, given: T, read: (given: T) => R): R {
  try {
    return read(given)
  } catch (error) {
    throw new DomainError('input-malformed', `This is not ${what} that can be read: ${(error as Error).message}`)
  }
}

/** The message that a call begins a run with. Credentials that the flow asked for have served and are not kept. */
export function messageOf(
  { flow, document }: CalledFlow,
  called: Pick<Called, 'id' | 'requestId' | 'data'>,
  request: Pick<Request, 'method' | 'path' | 'query' | 'headers'> = directly(flow),
) {
  const { authorization, ...others } = request.headers
  const asked = webhookAccess(document.flowSettings).kind === 'credentials'
  const headers = asked || authorization === undefined ? others : { ...others, authorization }
  const { basePath } = dialect
  return webhookMessage({ ...called, query: readQuery(request), basePath }, { ...request, headers })
}

/** What a call looks like that is no request. */
const directly = ({ id }: Flow) => ({
  method: 'POST',
  path: `${dialect.basePath}/webhooks/${id}`,
  query: '',
  headers: {},
})
