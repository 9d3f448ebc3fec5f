import { usePages } from '../api/pages.ts'
import { Choice } from '../parts/choice.tsx'
import { Page } from '../parts/page.tsx'
import { useViewState } from '../view-state.ts'
import { RunList } from './runs/run-list.tsx'

const filters = [
  <Choice
    key="status"
    label="State"
    name="status"
    all="any"
    options={['in-progress', 'cancelling', 'succeeded', 'failed', 'cancelled']}
  />,
]

/** Runs of all flows. */
export default function Runs() {
  const { get } = useViewState()
  const status = get('status')
  const runs = usePages('GET /v1/runs', 'runs', status ? { status: [status] } : {})
  return (
    <Page title="Runs" description="What flows did, newest first.">
      <RunList
        title="Runs"
        {...runs}
        showsFlow
        filters={filters}
        empty={status ? 'No run is in this state.' : 'Nothing has run yet. Start a flow, or run one now.'}
      />
    </Page>
  )
}
