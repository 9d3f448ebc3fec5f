import { expect, test } from 'vitest'
import { loadRegistry } from '../../lib/inventory/registry.ts'
import { filesIn } from '../_harness/imports.ts'

/** What every dialect calls what it has: docs/adding-an-operation.md says what belongs into each. */
const names = /^(dialect|errors|types|ids|words|paging|examples)\.ts$|^(views|bodies|families)\/[a-z0-9-]+\.ts$/

/** What one dialect has and no other. */
const own: Record<string, RegExp> = {
  // What each connector has to be given, and problems in AWS's wording.
  appflow: /^(connectors|explain)\.ts$/,
  control: /^reference-page\.ts$/,
  // Ids, and the hub's sentences for what is not there or in another state.
  oih: /^refusals\.ts$/,
  // Spellings of paths, dates as Java prints them, and how large the console let clusters be.
  mmc: /^(spelling|dates|cluster-limits)\.ts$/,
}

const files = filesIn('functions').flatMap((file) => {
  const [, dialect = '', name = ''] = /^functions\/([^/]+)\/_dialect\/(.+)$/.exec(file) ?? []
  return name ? [{ file, dialect, name }] : []
})

test.each(files)('$file has a name that dialects share, or that is known to be its own', ({ dialect, name }) => {
  expect(names.test(name) || own[dialect]?.test(name)).toBe(true)
})

const { dialects, operations } = await loadRegistry()
const declared = new Set<string>(operations.flatMap(({ operation }) => operation.fails))
/** Answered by the entries for every dialect, or met in the store by every operation, though some list them. */
const everywhere = new Set(['route-unknown', 'token-reused', 'version-conflict'])
// Dialects without a table of their own share the one of problem documents.
const withTable = dialects.filter(({ name }) => files.some((one) => one.dialect === name && one.name === 'errors.ts'))

test.each(withTable)('$name makes no exception for a refusal that only other dialects answer', ({ name, errors }) => {
  const own = new Set<string>(
    operations.flatMap(({ operation }) => (operation.dialect.name === name ? operation.fails : [])),
  )
  const exceptions = Object.keys(errors.except ?? {}).filter((code) => declared.has(code) && !everywhere.has(code))
  expect(exceptions.filter((code) => !own.has(code))).toEqual([])
})
