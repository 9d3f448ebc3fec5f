import { operation as controlOperation } from '../../functions/control/_dialect/dialect.ts'
import { dialect, operation as mmcOperation, refusal } from '../../functions/mmc/_dialect/dialect.ts'
import type { ErrorCategory } from '../../lib/core/error-categories.ts'
import { categoryOf, DomainError, type ErrorCode } from '../../lib/core/errors.ts'
import type { ErrorTable } from '../../lib/runtime/declarations/error-rendering.ts'
import * as t from '../../lib/runtime/declarations/schema.ts'

/** What must not compile: each marked line is an error, or the compiler says that it is none. */
const { by } = dialect.errors
const { limit: _, ...withoutLimit } = by
const common = {
  name: 'Undeclared',
  route: 'GET /x',
  example: { request: {}, answer: {} },
  permission: 'authenticated',
  input: t.object({}),
  output: t.object({}),
  effects: {},
  run: async () => ({}),
} as const

// @ts-expect-error -- a dialect renders every category
export const incomplete: ErrorTable = { by: withoutLimit }
export const complete: ErrorTable = { by }

// @ts-expect-error -- exceptions are about codes that exist
export const misspelt: ErrorTable = { by, except: { 'flow-not-fuond': { status: 404 } } }

// @ts-expect-error -- a code has a category
export const uncategorised: Record<ErrorCode, ErrorCategory> = { ...categoryOf, 'flow-not-found': undefined }

// @ts-expect-error -- a category is one of those that dialects render
export const unknownCategory: Record<ErrorCode, ErrorCategory> = { ...categoryOf, 'flow-not-found': 'lost' }

// @ts-expect-error -- a code that is not in core is no error of core
export const undeclared = new DomainError('flow-lost', 'A sentence.')

// @ts-expect-error -- a dialect's own code is no error of core
export const foreign = new DomainError('version-given', 'A sentence.')
export const own = refusal('version-given', 'A sentence.')

// @ts-expect-error -- a dialect makes refusals of its own codes only
export const notOwn = refusal('flow-not-found', 'A sentence.')

export const failing = mmcOperation({ ...common, fails: ['version-given', 'flow-not-found'] })
// @ts-expect-error -- a dialect's own code is none of another's
export const failingElsewhere = controlOperation({ ...common, fails: ['version-given'] })
// @ts-expect-error -- what an operation fails with exists
export const failingWithNothing = mmcOperation({ ...common, fails: ['flow-lost'] })
