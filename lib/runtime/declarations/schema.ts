/**
 * The schema vocabulary: zod's tree-shakable functions by name, and the few shapes every dialect needs. Written
 * `import * as t from './schema.ts'`; re-exporting zod's namespace instead would bundle all of it.
 */
export {
  array,
  boolean,
  enum as oneOf,
  int,
  iso,
  literal,
  looseObject,
  maxLength,
  maximum,
  nullable,
  minLength,
  minimum,
  number,
  object,
  optional,
  record,
  refine,
  regex,
  safeParse,
  strictObject,
  string,
  union,
  unknown,
  extend,
} from 'zod/mini'
import { base64, instanceof as instanceOf, object, optional, refine, string, union, type ZodMiniType } from 'zod/mini'

export type Schema<T = unknown> = ZodMiniType<T>
export type { infer as Of } from 'zod/mini'

/** Bytes: as they are in a form, in base64 in JSON. The latter is only looked at by `bytesOf`. */
export const bytes = () => union([base64(), instanceOf(Uint8Array)])
export const bytesOf = (value: string | Uint8Array): Uint8Array =>
  typeof value === 'string' ? Buffer.from(value, 'base64') : value

/** The answer of an operation that serves a document: its media type and its text. */
export const document = object({ mediaType: string(), text: string() })
/** The same of one that may be bytes. */
export const binaryDocument = object({ mediaType: string(), text: optional(string()), base64: optional(string()) })

/** At most `maximum` characters (code points, as APIs count, not UTF-16 units). */
export const characters = (maximum: number) =>
  refine<string>((text) => text.length <= maximum || [...text].length <= maximum, {
    message: `at most ${maximum} characters`,
    params: { kind: 'length' },
  })

export { present } from '#core/present.ts'
