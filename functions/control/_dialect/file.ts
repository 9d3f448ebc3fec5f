import * as t from '#runtime/schema.ts'

/** The answer of an operation that serves a document instead of JSON: its media type and its text. */
export const File = t.object({ mediaType: t.string(), text: t.string() })
export type File = t.Of<typeof File>

const files = new WeakSet<object>()

/** Marks an answer as a document, so that it is sent as it is. */
export function file(mediaType: string, text: string): File {
  const answer = { mediaType, text }
  files.add(answer)
  return answer
}

export const isFile = (answer: unknown): answer is File =>
  answer !== null && typeof answer === 'object' && files.has(answer)
