import { describe, expect, test } from 'vitest'
import { parseInput } from '../../lib/runtime/invocation/problems.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'

const { operations } = await loadRegistry()

/** A schema of zod as its own definition describes it; no more of it than is walked here. */
interface Node {
  _zod: {
    def: {
      type: string
      format?: string
      innerType?: Node
      shape?: Record<string, Node>
      element?: Node
      keyType?: Node
      valueType?: Node
      options?: Node[]
    }
  }
}

/** Every schema of a text in an input, with the path to it. Members of any type (`unknown`) have readers of their own. */
function texts(node: Node, path: string): [string, t.Schema][] {
  const { type, format, innerType, shape = {}, element, keyType, valueType, options = [] } = node._zod.def
  // Bytes in base64 are as long as the body may be.
  if (type === 'string') return format === 'base64' ? [] : [[path, node as unknown as t.Schema]]
  const parts: [string, Node | undefined][] = [
    [path, innerType],
    [`${path}[]`, element],
    [`${path} key`, keyType],
    [`${path}{}`, valueType],
    ...Object.entries(shape).map(([name, part]): [string, Node] => [`${path}.${name}`, part]),
    ...options.map((option): [string, Node] => [path, option]),
  ]
  return parts.flatMap(([at, part]) => (part ? texts(part, at) : []))
}

// Longer than the longest text there is: one of a credential.
const long = [...'aA0-./ ,'].map((character) => character.repeat(40_000))

test.each(operations)(
  '$operation.dialect.name $operation.name says how long each of its texts may be',
  ({ operation }) => {
    const unbounded = texts(operation.input as unknown as Node, '').filter(([, schema]) =>
      long.some((text) => t.safeParse(schema, text).success),
    )

    expect(unbounded.map(([path]) => path)).toEqual([])
  },
)

describe('text that is not well-formed Unicode is refused', () => {
  const input = t.looseObject({ name: t.optional(t.string()), any: t.unknown() })
  test.each([
    { name: '\ud800' },
    { name: 'a\udc00b' },
    { any: ['x', { deep: '\ud800' }] },
    { any: { '\ud800': 1 } },
    { unknown: '\udfff' },
  ])('%j', (value) => {
    expect(() => parseInput(input, value)).toThrow('well-formed Unicode')
  })

  test('however deep it stands', () => {
    let any: unknown = '\ud800'
    for (let depth = 0; depth < 100_000; depth++) any = [any]

    expect(() => parseInput(input, { any })).toThrow('well-formed Unicode')
  })

  test('and a pair of surrogates is a character', () => {
    expect(parseInput(input, { name: '😀', any: { '😀': ['😀'] } })).toEqual({ name: '😀', any: { '😀': ['😀'] } })
  })
})
