import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { referencePage } from './_dialect/reference-page.ts'

/** Returns the API reference page, or the script it loads. */
export default operation({
  name: 'GetReference',
  route: 'GET /docs',
  example: {
    request: {},
    answer: {
      mediaType: 'text/html; charset=utf-8',
      text: '<!doctype html>\n',
    },
  },
  aliases: ['GET /docs/{file}'],
  permission: 'public',
  input: t.strictObject({
    file: t.optional(t.string().check(t.maxLength(80))),
    dialect: t.optional(t.string().check(t.regex(/^[a-z-]{1,40}$/))),
  }),
  query: ['dialect'],
  output: t.document,
  isDocument: true,
  fails: ['route-unknown'],
  effects: { assets: ['reference'] },
  async run({ file: name, dialect = 'control' }, { asset }) {
    if (name === undefined) return { mediaType: 'text/html; charset=utf-8', text: referencePage(dialect) }
    const script = name.endsWith('.js') ? await asset('reference', name) : undefined
    if (!script) throw new DomainError('route-unknown', `There is no file ${name}.`)
    return { mediaType: 'text/javascript; charset=utf-8', text: script.toString() }
  },
})
