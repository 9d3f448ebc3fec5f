import { isUtf8 } from 'node:buffer'
import { StepError } from '../runs/step-error.ts'
import { fill, fillText, type TemplateValues } from './template.ts'

/** The most that a message takes out of a bucket, and what is read of a prefix together. */
export const mostContentBytes = 10 * 1024 * 1024
export const mostObjects = 1000

export type ContentKind = 'text' | 'json' | 'base64'

/** What an object holds, as a message has it. Throws a `StepError` for what is no text or no JSON. */
export function contentOf(bytes: Buffer, kind: ContentKind, where: string): unknown {
  if (kind === 'base64') return bytes.toString('base64')
  if (!isUtf8(bytes)) throw new StepError(`${where} - the object is no text in UTF-8`)
  const text = bytes.toString()
  if (kind === 'text') return text
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new StepError(`${where} - the object is no JSON`, {}, error)
  }
}

/** A key with its templates filled in. Throws a `StepError` for one that S3 does not take. */
export function keyOf(template: string, values: TemplateValues): string {
  const key = fillText(template, values)
  if (key === '' || Buffer.byteLength(key) > 1024) throw new StepError('The key of an object has 1 to 1,024 bytes.')
  return key
}

export interface BodySettings {
  body?: unknown
  isBase64?: boolean
  contentType?: string
}

/** What is to be written: the message itself unless the settings say something else. Texts are written as they are. */
export function bodyOf(settings: BodySettings, values: TemplateValues): { bytes: Buffer; contentType: string } {
  const body = settings.body === undefined ? values.message : fill(settings.body, values)
  const of = (bytes: Buffer, contentType: string) => ({ bytes, contentType: settings.contentType ?? contentType })
  if (settings.isBase64) {
    if (typeof body !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(body)) throw new StepError('The body is no base64.')
    return of(Buffer.from(body, 'base64'), 'application/octet-stream')
  }
  if (typeof body === 'string') return of(Buffer.from(body), 'text/plain; charset=utf-8')
  return of(Buffer.from(JSON.stringify(body ?? null)), 'application/json')
}
