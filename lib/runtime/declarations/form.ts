import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { DomainError } from '#core/errors.ts'
import type { Form } from './operation.ts'

/**
 * A form (`multipart/form-data`) as the body of an operation: `texts` are read as text and `file` as bytes, whichever way
 * a client marks its parts, in any order; other parts are ignored. A gateway hands a function the whole body, so it is in
 * memory already; nothing of it is copied but the file, once. Imported by the operations that take forms only.
 */
export const form = <const T extends string, const F extends string>({
  texts,
  file,
}: {
  texts: readonly T[]
  file: F
}): Form<T | F> => ({
  texts,
  file,
  read: (body, contentType) =>
    new Promise((resolve, reject) => {
      const malformed = (error: unknown) =>
        reject(new DomainError('input-malformed', `The body is not a form: ${(error as Error).message}`))
      const members: Record<string, unknown> = {}
      let parser: BusboyInstance
      try {
        parser = new Busboy({
          headers: { 'content-type': contentType ?? '' },
          // By default a part without a file name and with a type of its own counts as text, whatever it is called.
          isPartAFile: (name, partType, fileName) =>
            name === file || fileName !== undefined || partType === 'application/octet-stream',
          limits: { fieldSize: 64 * 1024, parts: 100 },
        })
      } catch (error) {
        malformed(error)
        return
      }
      parser.on('field', (name, value) => {
        if ((texts as readonly string[]).includes(name)) members[name] = value
      })
      parser.on('file', (name, stream) => {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('error', malformed)
        stream.on('end', () => {
          const bytes = chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)
          // Some clients give texts a file name too.
          if ((texts as readonly string[]).includes(name)) members[name] = bytes.toString()
          if (name === file) members[name] = bytes
        })
      })
      parser.on('error', malformed)
      parser.on('finish', () => resolve(members))
      parser.end(body)
    }),
})
