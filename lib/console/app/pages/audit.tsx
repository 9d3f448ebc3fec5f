import { usePages } from '../api/pages.ts'
import { AppLink } from '../parts/app-link.tsx'
import { changesOf } from '../parts/changes-link.tsx'
import { Choice } from '../parts/choice.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { absoluteTime } from '../parts/time.tsx'
import { useViewState } from '../view-state.ts'
import { Change } from './audit/change.tsx'
import { ExportButton } from './audit/export-button.tsx'
import { isKind, kinds, type Entry } from './audit/kinds.ts'
import { useActor } from './audit/use-actor.ts'
import { useKey } from './audit/use-key.ts'
import { actorOf, actionOf, doorOf } from './audit/words.ts'
import { WrittenFilter } from './audit/written-filter.tsx'

const columns: readonly Column<Entry>[] = [
  { id: 'at', header: 'Time', cell: ({ at }) => absoluteTime(at), by: ({ at }) => at, minWidth: 130 },
  {
    id: 'what',
    header: 'Change',
    cell: (entry) => {
      const { verb, part } = actionOf(entry)
      const { kind, key, name } = entry.thing
      return (
        <span className="breakable">
          {verb} {part} {kinds[kind]} <AppLink to={changesOf(kind, key)}>{name ?? key}</AppLink>
        </span>
      )
    },
    by: (entry) => {
      const { verb, part } = actionOf(entry)
      return `${verb} ${part} ${kinds[entry.thing.kind]} ${entry.thing.name ?? entry.thing.key}`
    },
    isRowHeader: true,
    minWidth: 200,
  },
  {
    id: 'who',
    header: 'User',
    cell: (entry) => <span className="breakable">{actorOf(entry)}</span>,
    by: actorOf,
    minWidth: 140,
  },
  { id: 'door', header: 'Source', cell: ({ door }) => doorOf(door), by: ({ door }) => doorOf(door), minWidth: 110 },
  {
    id: 'change',
    header: 'Fields',
    cell: (entry) => <Change {...entry} />,
    by: ({ changed, requestId = '' }) => `${changed.join(' ')} ${requestId}`,
    minWidth: 260,
  },
]

/** A time as people write it, in UTC unless it says otherwise, as the API takes it; what is none is left to the API to refuse. */
function instantOf(text: string): string | undefined {
  const at = Date.parse(/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?$/.test(text) ? `${text.replace(' ', 'T')}Z` : text)
  return text === '' ? undefined : Number.isNaN(at) ? text : new Date(at).toISOString()
}

/**
 * Who changed what, newest first. The API selects by a thing, which has a kind and a key; a kind alone is looked for in what it gave, and a
 * key alone is none.
 */
export default function Audit() {
  const { get } = useViewState()
  const [kind, typed] = [get('kind'), get('key').trim()]
  const { key, name } = useKey(kind, kind ? typed : '')
  const actor = useActor(get('actor').trim())
  const isResolved = (kind === '' || typed === '' || key !== undefined) && actor !== undefined
  const [from, to] = [instantOf(get('from')), instantOf(get('to'))]
  const query = { actor: actor || undefined, from, to, ...(kind && key ? { kind, key } : {}) }
  const { items, isLoading, refusal, hasMore } = usePages(isResolved ? 'GET /v1/audit' : undefined, 'records', query)
  const found = kind ? items?.filter(({ thing }) => thing.kind === kind) : items
  return (
    <Page
      title="Audit"
      description="Who changed what, through which API, over the last 400 days. New changes appear within moments."
    >
      <List<Entry>
        title={name && isKind(kind) ? `Changes to ${kinds[kind]} ${name}` : 'Changes'}
        items={found}
        isLoading={isLoading || !isResolved}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="at:down"
        note={
          hasMore ? `Of the newest ${items?.length.toLocaleString('en')} changes. There are older ones.` : undefined
        }
        empty="No changes match. User names and IDs are case-sensitive."
        filters={[
          <Choice key="kind" label="Resource type" name="kind" all="All" options={Object.keys(kinds)} words={kinds} />,
          <WrittenFilter
            key="key"
            label="Resource"
            name="key"
            placeholder={kind === '' ? 'Choose a type first' : 'Name or ID'}
            isDisabled={kind === ''}
          />,
          <WrittenFilter key="actor" label="User" name="actor" placeholder="Any" />,
          <WrittenFilter key="from" label="From (UTC)" name="from" placeholder="2026-01-31 08:00" />,
          <WrittenFilter key="to" label="To (UTC)" name="to" placeholder="Now" />,
        ]}
        actions={<ExportButton query={query} kind={kind} isDisabled={!isResolved} />}
      />
    </Page>
  )
}
