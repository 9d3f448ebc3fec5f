import type { Answer } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { Choice } from '../parts/choice.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { AppLink } from '../parts/app-link.tsx'
import { absoluteTime } from '../parts/time.tsx'
import { useViewState } from '../view-state.ts'
import { Change } from './audit/change.tsx'
import { ExportButton } from './audit/export-button.tsx'
import { WrittenFilter } from './audit/written-filter.tsx'

type Entry = Answer<'GET /v1/audit'>['records'][number]

const kinds = [
  'flow',
  'flow-template',
  'rollout',
  'cluster',
  'server',
  'agent',
  'server-group',
  'deployment',
  'application',
  'user',
  'user-group',
  'access-key',
  'enrolment-token',
  'component',
  'credential',
  'default-placement',
  'settings',
] as const satisfies readonly Entry['thing']['kind'][]

const columns: readonly Column<Entry>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => absoluteTime(at), by: ({ at }) => at, minWidth: 170 },
  {
    id: 'who',
    header: 'Who',
    cell: ({ actor, door }) => `${actor.name}, through ${door}`,
    by: ({ actor, door }) => `${actor.name} ${door}`,
    minWidth: 150,
  },
  {
    id: 'what',
    header: 'What',
    cell: ({ verb, thing }) => (
      <>
        {verb} {thing.kind} <AppLink to={trailOf(thing)}>{thing.name ?? thing.key}</AppLink>
      </>
    ),
    by: ({ verb, thing }) => `${verb} ${thing.kind} ${thing.name ?? thing.key}`,
    isRowHeader: true,
    minWidth: 200,
  },
  {
    id: 'change',
    header: 'From and to',
    cell: (entry) => <Change {...entry} />,
    by: ({ changed }) => changed.join(' '),
    minWidth: 260,
  },
  {
    id: 'request',
    header: 'Request',
    cell: ({ requestId }) => requestId ?? '',
    by: ({ requestId }) => requestId,
    minWidth: 300,
  },
]

/** A time as people write it, in their own zone, as the API takes it; what is none is left to the API to refuse. */
function instantOf(text: string): string | undefined {
  const at = Date.parse(text)
  return text === '' ? undefined : Number.isNaN(at) ? text : new Date(at).toISOString()
}

/** What was done to one thing, from its beginning. */
const trailOf = ({ kind, key }: Entry['thing']): string => `/audit?${String(new URLSearchParams({ kind, key }))}`

/** Who changed what, newest first. The API selects by a thing, which has a kind and a key; a kind alone is looked for in what it gave. */
export default function Audit() {
  const { get } = useViewState()
  const [kind, key, actor] = [get('kind'), get('key'), get('actor')]
  const [from, to] = [instantOf(get('from')), instantOf(get('to'))]
  const query = { actor: actor || undefined, from, to, ...(kind && key ? { kind, key } : {}) }
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/audit', 'records', query)
  return (
    <Page
      title="Audit"
      description="Who changed what, by which API, over the last 400 days. A change shows a moment after it was made."
    >
      <List<Entry>
        title="Changes"
        items={kind ? items?.filter(({ thing }) => thing.kind === kind) : items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="at:down"
        note={hasMore ? `Of the newest ${items?.length.toLocaleString('en')} changes; there are more.` : undefined}
        empty="Nothing was changed that fits."
        filters={[
          <Choice key="kind" label="Of" name="kind" all="everything" options={kinds} />,
          <WrittenFilter key="actor" label="By" name="actor" placeholder="whoever" />,
          <WrittenFilter key="key" label="Key" name="key" placeholder="any" isDisabled={kind === ''} />,
          <WrittenFilter key="from" label="From" name="from" placeholder="2026-01-31 08:00" />,
          <WrittenFilter key="to" label="Before" name="to" placeholder="now" />,
        ]}
        actions={<ExportButton query={query} kind={kind} />}
      />
    </Page>
  )
}
