import type { ErrorCategory } from '#core/error-categories.ts'
import { categoryOf, type ErrorCode, type OwnErrorCode } from '#core/errors.ts'

/** How a refusal is told: the HTTP status, and the name the dialect has for it. */
export interface ErrorMapping {
  status: number
  name: string
}

/**
 * How a dialect renders refusals. `by` is total: each core code has a category, so a new code is rendered by every dialect
 * at once, and a new category does not compile until every dialect has decided on it.
 */
export interface ErrorTable<Own extends string = never> {
  by: Readonly<Record<ErrorCategory, CategoryMapping>>
  /** Single codes that the API answers otherwise than their category; what is left out is as in the category. */
  except?: Readonly<Partial<Record<ErrorCode, Partial<ErrorMapping>>>>
  /** Refusals that this dialect alone knows, by codes of its own. */
  own?: Readonly<Record<Own, ErrorMapping & { category: ErrorCategory }>>
}

/** How a category is told; an API that has a name for each code derives it from the code. */
export interface CategoryMapping {
  status: number
  name: string | ((code: ErrorCode) => string)
}

/** How a dialect renders a code, as long as the operation does not say otherwise. */
export const renderingOf = (table: ErrorTable, code: ErrorCode | OwnErrorCode): ErrorMapping =>
  (table.own as Partial<Record<string, ErrorMapping>> | undefined)?.[code] ?? byCategory(table, code as ErrorCode)

function byCategory({ by, except }: ErrorTable, code: ErrorCode): ErrorMapping {
  const { status, name } = by[categoryOf[code]]
  return { status, name: typeof name === 'string' ? name : name(code), ...except?.[code] }
}
