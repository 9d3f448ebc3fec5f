import { useSearchParams } from 'wouter'

/**
 * A part of the view that the address holds, so that it can be shared and come back to: filters, page, selection. Setting it
 * to the empty text takes it out. The address changes in place; a way back is kept for pages only.
 */
export function useViewState() {
  const [search, setSearch] = useSearchParams()
  const get = (name: string): string => search.get(name) ?? ''
  const set = (values: Record<string, string>): void =>
    setSearch(
      (former) => {
        const next = new URLSearchParams(former)
        for (const [name, value] of Object.entries(values)) {
          if (value === '') next.delete(name)
          else next.set(name, value)
        }
        return next
      },
      { replace: true },
    )
  return { get, set }
}
