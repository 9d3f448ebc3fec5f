/** What of a column is sorted and searched. */
interface SortedBy<T> {
  id: string
  by?: (item: T) => string | number | undefined
}

/** The items that have the searched text in a column, in the order of a column. */
export function arrange<T>(
  items: readonly T[],
  columns: readonly SortedBy<T>[],
  search: string,
  sortId: string,
  isDescending: boolean,
): readonly T[] {
  const wanted = search.trim().toLowerCase()
  const searched = columns.flatMap(({ by }) => by ?? [])
  const found = wanted
    ? items.filter((item) =>
        searched.some((by) =>
          String(by(item) ?? '')
            .toLowerCase()
            .includes(wanted),
        ),
      )
    : items
  const by = columns.find(({ id }) => id === sortId)?.by
  if (!by) return found
  const sign = isDescending ? -1 : 1
  return found.toSorted((one, other) => sign * compare(by(one), by(other)))
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

function compare(one: string | number | undefined, other: string | number | undefined): number {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  // What is missing comes first.
  return collator.compare(String(one ?? ''), String(other ?? ''))
}
