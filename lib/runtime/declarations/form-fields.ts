import { Busboy, type BusboyInstance } from '@fastify/busboy'
import { DomainError } from '#core/errors.ts'

const partsAllowed = 1000

/**
 * The fields of a form (`multipart/form-data`) in their order, whatever they are called; files among them are left out. Throws
 * `input-malformed` for what is no form.
 */
export const formFields = (body: Buffer, contentType: string): Promise<(readonly [name: string, value: string])[]> =>
  new Promise((resolve, reject) => {
    const malformed = (error: unknown) =>
      reject(new DomainError('input-malformed', `The body is not a form: ${(error as Error).message}`))
    const fields: (readonly [string, string])[] = []
    let parser: BusboyInstance
    try {
      parser = new Busboy({
        headers: { 'content-type': contentType },
        isPartAFile: (_name, _partType, fileName) => fileName !== undefined,
        limits: { fieldSize: body.length, parts: partsAllowed },
      })
    } catch (error) {
      malformed(error)
      return
    }
    parser.on('field', (name, value) => void fields.push([name, value]))
    parser.on('file', (_name, stream) => void stream.on('error', malformed).resume())
    parser.on('partsLimit', () => malformed(new Error(`it has more than ${partsAllowed} parts`)))
    parser.on('error', malformed)
    parser.on('finish', () => resolve(fields))
    parser.end(body)
  })
