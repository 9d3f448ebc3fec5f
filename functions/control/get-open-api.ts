import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'

/** Returns the OpenAPI 3.1 document of a dialect, or of this API when none is named. */
export default operation({
  name: 'GetOpenApi',
  route: 'GET /openapi.json',
  example: {
    request: { dialect: 'appflow' },
    answer: { mediaType: 'application/json', text: '{"openapi":"3.1.0","info":{"title":"Amazon AppFlow"}}' },
  },
  permission: 'public',
  input: t.strictObject({ dialect: t.optional(t.string().check(t.maxLength(40))) }),
  query: ['dialect'],
  output: t.document,
  isDocument: true,
  fails: ['route-unknown'],
  effects: { assets: ['openapi'], addresses: true },
  async run({ dialect = 'control' }, { asset, addressOf }) {
    const document = await asset('openapi', `${dialect}.json`)
    if (!document) throw new DomainError('route-unknown', `There is no dialect ${dialect}.`)
    const servers = [{ url: addressOf(dialect) || '/' }]
    const text = JSON.stringify({ ...(JSON.parse(document.toString()) as object), servers })
    return { mediaType: 'application/json', text }
  },
})
