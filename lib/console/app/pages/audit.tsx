import Button from '@cloudscape-design/components/button'
import type { Answer } from '../api/client.ts'
import { prepare, send } from '../api/client.ts'
import { usePages } from '../api/pages.ts'
import { Choice } from '../parts/choice.tsx'
import { List, type Column } from '../parts/list.tsx'
import { Page } from '../parts/page.tsx'
import { absoluteTime } from '../parts/time.tsx'
import { useCommand } from '../use-command.ts'
import { useViewState } from '../view-state.ts'
import { Change } from './audit/change.tsx'
import { saveAs } from './audit/save-as.ts'
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
    cell: ({ verb, thing }) => `${verb} ${thing.kind} ${thing.name ?? thing.key}`,
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

/** Who changed what, newest first. */
export default function Audit() {
  const { get } = useViewState()
  const { isRunning, run } = useCommand()
  const query = { kind: get('kind') || undefined, actor: get('actor') || undefined, key: get('key') || undefined }
  const { items, isLoading, refusal, hasMore } = usePages('GET /v1/audit', 'records', query)
  const save = async () => {
    const response = await send(prepare('GET /v1/audit/export', { query: query as object }))
    saveAs('audit.jsonl', await response.blob())
  }
  return (
    <Page
      title="Audit"
      description="Who changed what, by which API, over the last 400 days. A change shows a moment after it was made."
    >
      <List<Entry>
        title="Changes"
        items={items}
        isLoading={isLoading}
        refusal={refusal}
        columns={columns}
        keyOf={({ id }) => id}
        sortedBy="at:down"
        note={hasMore ? 'The newest; there are more.' : undefined}
        empty="Nothing was changed that fits."
        filters={[
          <Choice key="kind" label="Of" name="kind" all="everything" options={kinds} />,
          <WrittenFilter key="actor" label="By" name="actor" placeholder="whoever" />,
          <WrittenFilter key="key" label="Key" name="key" placeholder="any" isDisabled={query.kind === undefined} />,
        ]}
        actions={
          <Button iconName="download" loading={isRunning} onClick={() => void run('The export', save)}>
            Export as JSON lines
          </Button>
        }
      />
    </Page>
  )
}
