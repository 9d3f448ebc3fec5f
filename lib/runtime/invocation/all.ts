/** All items of a tenant's list, page by page. */
export async function all<T, P>(
  page: (request: { limit: number; after?: P }) => Promise<{ items: T[]; next?: P }>,
): Promise<T[]> {
  const found: T[] = []
  let after: P | undefined
  do {
    const { items, next } = await page({ limit: 1000, after })
    found.push(...items)
    after = next
  } while (after !== undefined)
  return found
}
