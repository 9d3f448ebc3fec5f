import Box from '@cloudscape-design/components/box'
import Header from '@cloudscape-design/components/header'
import Pagination from '@cloudscape-design/components/pagination'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import type { ReactElement, ReactNode } from 'react'
import { useAwaySince } from '../api/reachability.ts'
import type { Refusal } from '../api/refusal.ts'
import { useViewState } from '../view-state.ts'
import { arrange } from './arrange.ts'
import { RefusalAlert } from './refusal-alert.tsx'

/** A column: what it shows, and what it is sorted and searched by. */
export interface Column<T> {
  id: string
  header: string
  cell: (item: T) => ReactNode
  /** What the column is sorted by, and searched for; without it it is neither. */
  by?: (item: T) => string | number | undefined
  isRowHeader?: boolean
  minWidth?: number
}

interface ListProps<T> {
  title: string
  items?: readonly T[]
  isLoading?: boolean
  refusal?: Refusal
  columns: readonly Column<T>[]
  keyOf: (item: T) => string
  /** What to do first, for a list with nothing in it. */
  empty: ReactNode
  actions?: ReactNode
  /** Further filters beside the search. */
  filters?: readonly ReactElement[]
  /** Chosen rows, by key; without it none can be chosen. */
  selection?: {
    selected: readonly string[]
    onSelect: (keys: string[]) => void
    isSingle?: boolean
    label: (item: T) => string
  }
  /** Told beside the title, such as that there are more. */
  note?: string
  /** Where the address holds the state of several lists. */
  prefix?: string
  /** How it is sorted at first. */
  sortedBy?: string
  isEmbedded?: boolean
}

const pageSize = 50

/**
 * A list that can be searched, sorted and paged, of which the address holds how. Only a page of it is drawn, so that thousands of
 * rows stay smooth.
 */
export function List<T>(props: ListProps<T>) {
  const { title, items = [], columns, keyOf, selection, isEmbedded } = props
  const { rows, found, search, page, pages, sortable, isDescending, set } = useArranged(props)
  const awaySince = useAwaySince()
  const onSearch = (text: string) => set({ search: text, page: '' })
  const filters = <Filters title={title} search={search} onSearch={onSearch} filters={props.filters} />
  // What was refused may be what was filtered by.
  const refused = props.refusal && <RefusalAlert refusal={props.refusal} />
  if (refused && !props.items)
    return (
      <SpaceBetween size="s">
        {props.filters && filters}
        {refused}
      </SpaceBetween>
    )
  return (
    <SpaceBetween size="s">
      {refused}
      <Table<T>
        variant={isEmbedded ? 'embedded' : 'container'}
        items={rows}
        trackBy={keyOf}
        loading={props.isLoading && items.length === 0}
        loadingText={awaySince === undefined ? 'Loading' : 'Not loaded yet: the API does not answer'}
        wrapLines
        stickyColumns={{ first: 1, last: columns.at(-1)?.id === 'actions' ? 1 : 0 }}
        enableKeyboardNavigation
        columnDefinitions={columns.map(({ by, ...column }) => ({ ...column, sortingField: by && column.id }))}
        sortingColumn={sortable && { sortingField: sortable.id }}
        sortingDescending={isDescending}
        onSortingChange={({ detail }) => {
          const id = detail.sortingColumn.sortingField ?? ''
          set({ sort: `${id}${detail.isDescending ? ':down' : ''}`, page: '' })
        }}
        {...selectionOf(items, keyOf, title, selection)}
        empty={
          <Box textAlign="center" padding="l">
            {!props.items ? 'Not known.' : items.length === 0 ? props.empty : 'Nothing matches the search.'}
          </Box>
        }
        header={<Heading {...props} counter={props.items && counterOf(found, items.length)} />}
        filter={filters}
        pagination={
          pages > 1 && (
            <Pagination
              currentPageIndex={page}
              pagesCount={pages}
              onChange={({ detail: { currentPageIndex: at } }) => set({ page: at === 1 ? '' : String(at) })}
            />
          )
        }
      />
    </SpaceBetween>
  )
}

interface HeadingProps {
  title: string
  /** How many there are; unknown while none have been loaded. */
  counter?: string
  note?: string
  actions?: ReactNode
}

const Heading = ({ title, counter, note, actions }: HeadingProps) => (
  <Header counter={counter} description={note} actions={actions && <div className="actions">{actions}</div>}>
    {title}
  </Header>
)

interface FiltersProps {
  title: string
  search: string
  onSearch: (text: string) => void
  filters?: readonly ReactElement[]
}

const Filters = ({ title, search, onSearch, filters }: FiltersProps) => (
  <SpaceBetween direction="horizontal" size="xs">
    <div className={filters && 'beside-labels'}>
      <TextFilter
        filteringText={search}
        filteringPlaceholder="Search"
        filteringAriaLabel={`Search ${title.toLowerCase()}`}
        onChange={({ detail }) => onSearch(detail.filteringText)}
      />
    </div>
    {filters}
  </SpaceBetween>
)

/** The rows of the page that the address says, and how it changes. */
function useArranged<T>({ items = [], columns, prefix = '', sortedBy = '' }: ListProps<T>) {
  const view = useViewState()
  const get = (name: string) => view.get(`${prefix}${name}`)
  const search = get('search')
  const [sortId = '', direction] = (get('sort') || sortedBy).split(':')
  const isDescending = direction === 'down'
  const found = arrange(items, columns, search, sortId, isDescending)
  const pages = Math.max(1, Math.ceil(found.length / pageSize))
  const page = Math.min(pages, Number(get('page')) || 1)
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize),
    found: found.length,
    search,
    page,
    pages,
    sortable: columns.find(({ id }) => id === sortId),
    isDescending,
    set: (values: Record<string, string>) =>
      view.set(Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}${name}`, value]))),
  }
}

const counterOf = (found: number, all: number): string => (found === all ? `(${all})` : `(${found} of ${all})`)

function selectionOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  title: string,
  selection: ListProps<T>['selection'],
) {
  if (!selection) return {}
  const { selected, onSelect, isSingle, label } = selection
  const chosen = new Set(selected)
  return {
    selectionType: isSingle ? ('single' as const) : ('multi' as const),
    selectedItems: items.filter((item) => chosen.has(keyOf(item))),
    onSelectionChange: ({ detail }: { detail: { selectedItems: T[] } }) => onSelect(detail.selectedItems.map(keyOf)),
    ariaLabels: {
      selectionGroupLabel: `Choose from ${title.toLowerCase()}`,
      allItemsSelectionLabel: () => `All of ${title.toLowerCase()}`,
      itemSelectionLabel: (_state: unknown, item: T) => label(item),
    },
  }
}
