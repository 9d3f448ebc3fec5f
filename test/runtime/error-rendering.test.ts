import { describe, expect, test } from 'vitest'
import { errorCategories } from '../../lib/core/error-categories.ts'
import { categoryOf, type ErrorCode } from '../../lib/core/errors.ts'
import type { Dialect } from '../../lib/runtime/declarations/dialect.ts'
import {
  renderingOf,
  type CategoryMapping,
  type ErrorTable,
  type ErrorMapping,
} from '../../lib/runtime/declarations/error-rendering.ts'
import { wireOf } from '../../lib/runtime/declarations/operation.ts'
import { loadRegistry } from '../../lib/inventory/registry.ts'

const { dialects, operations } = await loadRegistry()
const codes = Object.keys(categoryOf) as ErrorCode[]

/** A table in which every category has a status of its own and a name that tells the code. */
const by = Object.fromEntries(
  Object.keys(errorCategories).map((category, index) => [category, { status: 400 + index, name: category }]),
) as ErrorTable['by']
const own = { 'own-code': { category: 'limit', status: 499, name: 'Own' } } as const
const table: ErrorTable<'own-code'> = { by, own }

describe('a refusal', () => {
  test.each(codes)('%s is rendered by its category', (code) => {
    expect(renderingOf(table, code)).toEqual(by[categoryOf[code]])
  })

  test('is named after its code where the category derives the name', () => {
    const named: CategoryMapping = { status: 404, name: (code) => `no ${code}` }
    expect(renderingOf({ by: { ...by, 'not-found': named } }, 'flow-not-found')).toEqual({
      status: 404,
      name: 'no flow-not-found',
    })
  })

  test('of a code with an exception differs from its category in what the exception says, and in nothing else', () => {
    const rendered = (exception: Partial<ErrorMapping>) =>
      renderingOf({ by, except: { 'flow-in-use': exception } }, 'flow-in-use')
    expect(rendered({ status: 500 })).toEqual({ ...by.conflict, status: 500 })
    expect(rendered({ name: 'InUse' })).toEqual({ ...by.conflict, name: 'InUse' })
    expect(renderingOf({ by, except: { 'flow-in-use': { status: 500 } } }, 'flow-not-startable')).toEqual(by.conflict)
  })

  test('of a code that the dialect alone has is rendered as declared', () => {
    expect(renderingOf(table, 'own-code' as never)).toMatchObject({ status: 499, name: 'Own' })
  })

  test('is rendered as the operation says, before its dialect', () => {
    const wire = { status: 418, name: 'Teapot' }
    const dialect = { errors: { by, except: { 'flow-in-use': { status: 500 } } } } as Dialect
    expect(wireOf({ dialect, errors: { 'flow-in-use': wire } }, 'flow-in-use')).toEqual(wire)
    expect(wireOf({ dialect, errors: {} }, 'flow-in-use').status).toBe(500)
  })
})

describe.each(dialects)('the table of $name', ({ errors }) => {
  test('answers every refusal with a status of errors and a name', () => {
    for (const code of codes) {
      const { status, name } = renderingOf(errors, code)
      expect([code, status >= 400 && status < 600, name.length > 0]).toEqual([code, true, true])
    }
  })

  test('has no exception that says what the category says already', () => {
    const excepted = Object.keys(errors.except ?? {}) as ErrorCode[]
    for (const code of excepted) expect(renderingOf(errors, code)).not.toEqual(renderingOf({ by: errors.by }, code))
  })

  test('declares no code of its own that core has, and none that no operation fails with', () => {
    const declared = Object.keys(errors.own ?? {})
    const failing = operations.flatMap(({ operation }) => (operation.dialect.errors === errors ? operation.fails : []))
    expect(declared.filter((code) => code in categoryOf)).toEqual([])
    expect(declared.filter((code) => !(failing as string[]).includes(code))).toEqual([])
  })
})
