import { expect, test } from 'vitest'
import { filesIn } from '../_harness/imports.ts'

/** What every dialect calls what it has: docs/adding-an-operation.md says what belongs into each. */
const names = /^(dialect|errors|types|ids|words|paging|examples)\.ts$|^(views|bodies|families)\/[a-z-]+\.ts$/

/** What one dialect has and no other. Files of AppFlow keep their places until its flows are done. */
const own: Record<string, RegExp> = {
  appflow: /^(check-configuration|connectors|explain|flow-configuration|flow|tags|update|views)\.ts$/,
  control: /^reference-page\.ts$/,
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
