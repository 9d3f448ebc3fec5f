import { DomainError } from '#core/errors.ts'
import type { CatalogueEntry } from '#core/flows/catalogue.ts'
import { selectFrom, usualOrder, type Order, type Selection } from '#core/flows/select-from-catalogue.ts'
import type { Principal } from '#core/users/permissions.ts'
import { ownersSeen } from '#core/users/visibility.ts'
import { refusal } from '../dialect.ts'
import { readId } from '../ids.ts'
import { page, pageMeta, pageQuery, readPage } from '../paging.ts'
import { Filter, Text } from '../types.ts'

/** What lists of flows and templates take in their query, as it came: each filter as often as it stands there. */
export const listMembers = { ...page, sort: Text, search: Text, status: Filter, type: Filter, user: Filter }
export const listQuery = {
  ...pageQuery,
  sort: 'sort',
  search: 'search',
  status: 'filter[status]',
  type: 'filter[type]',
  user: 'filter[user]',
} as const

interface Query {
  pageSize?: string
  pageNumber?: string
  sort?: string
  search?: string
  status?: string[]
  type?: string[]
  user?: string[]
  fromTemplate?: string[]
}

const refuse = (parameter: string) => new DomainError('input-invalid', `Invalid ${parameter} parameter`)

const types = ['ordinary', 'long_running']
const sorts: Readonly<Record<string, Order['by']>> = { createdAt: 'createdAt', updatedAt: 'updatedAt', name: 'label' }

/** `words`: which statuses each value of the filter means. Refused with `input-invalid` for a filter or order that is none. */
export function readListQuery(
  { status, type, user, fromTemplate, search, sort, ...paging }: Query,
  words: Readonly<Record<string, readonly string[]>>,
  caller: Principal,
  isEmptySortUsual: boolean,
): { selection: Selection; order: Order; paging: ReturnType<typeof readPage> } {
  const statuses = single('status', status, (text) => (Object.hasOwn(words, text) ? words[text] : undefined))
  const selection = {
    statuses,
    type: single('type', type, (text) => (types.includes(text) ? text : undefined)),
    owner: single('user', user, (text) => text),
    templateId: single('fromTemplate', fromTemplate, readId),
    search,
    visibleTo: ownersSeen(caller),
  }
  return { selection, order: readOrder(sort, isEmptySortUsual), paging: readPage(paging) }
}

function single<T>(name: string, given: string[] | undefined, read: (text: string) => T | undefined): T | undefined {
  if (given === undefined) return undefined
  const [text = ''] = given
  const value = given.length === 1 ? read(text) : undefined
  if (value === undefined) throw refuse(`filter[${name}]`)
  return value
}

function readOrder(sort: string | undefined, isEmptySortUsual: boolean): Order {
  if (sort === undefined || (sort === '' && isEmptySortUsual)) return usualOrder
  const [, minus, name = ''] = /^(-?)(\w+)$/.exec(sort) ?? []
  const by = Object.hasOwn(sorts, name) ? sorts[name] : undefined
  if (by === undefined) throw refuse('sort')
  return { by, isDescending: minus === '-' }
}

/** The page of what is meant, and what is told of the whole. */
export function pageOf(entries: Iterable<CatalogueEntry>, query: ReturnType<typeof readListQuery>) {
  const { selection, order, paging } = query
  const found = selectFrom(entries, selection, order)
  const from = (paging.page - 1) * paging.perPage
  return { entries: found.slice(from, from + paging.perPage), meta: pageMeta(found.length, paging) }
}

const largestPageBytes = 5 * 1024 * 1024

/** Refuses with `page-too-large` what no function could answer. */
export function withinSize<T>(answer: T, refused = 'The page is too large. Ask for fewer with page[size].'): T {
  if (Buffer.byteLength(JSON.stringify(answer)) > largestPageBytes) throw refusal('page-too-large', refused)
  return answer
}
