import * as t from '#runtime/declarations/schema.ts'

const Text = t.optional(t.string().check(t.maxLength(100)))

/** `page[size]` and `page[number]` as they came: what is no such number counts as the usual one, and is no error. */
export const page = { pageSize: Text, pageNumber: Text }
export const pageQuery = { pageSize: 'page[size]', pageNumber: 'page[number]' } as const

const usualSize = 10
const largestSize = 1000

/** Which page is asked for, and its size. */
export function readPage({ pageSize, pageNumber }: { pageSize?: string; pageNumber?: string }) {
  return { perPage: Math.min(positive(pageSize) ?? usualSize, largestSize), page: positive(pageNumber) ?? 1 }
}

/** `meta` of a page of a list with so many members in all. */
export const pageMeta = (total: number, { page, perPage }: ReturnType<typeof readPage>) => ({
  total,
  page,
  perPage,
  totalPages: Math.ceil(total / perPage),
})
export const PageMeta = t.object({ total: t.int(), page: t.int(), perPage: t.int(), totalPages: t.int() })

function positive(text: string | undefined): number | undefined {
  const number = Number(text)
  return text?.trim() && Number.isSafeInteger(number) && number > 0 ? number : undefined
}
