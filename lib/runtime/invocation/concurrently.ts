/**
 * What `work` makes of each item, in the order of the items, with so many under way at once. The first error ends it: no
 * further item is begun, and it is thrown when what is under way has ended.
 */
export async function concurrently<T, R>(
  atOnce: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const errors: unknown[] = []
  const takeTurns = async () => {
    for (const [index, item] of queue) {
      if (errors.length > 0) return
      try {
        results[index] = await work(item)
      } catch (error) {
        errors.push(error)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, takeTurns))
  if (errors.length > 0) throw errors[0]
  return results
}
