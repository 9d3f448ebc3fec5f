import { usePages } from '../api/pages.ts'
import { Choice } from '../parts/choice.tsx'
import { useFlowNames } from '../parts/flow-names.ts'
import { Page } from '../parts/page.tsx'
import { useViewState } from '../view-state.ts'
import { RunList } from './runs/run-list.tsx'

const filters = [
  <Choice
    key="status"
    label="Status"
    name="status"
    all="Any"
    options={['in-progress', 'cancelling', 'succeeded', 'failed', 'cancelled']}
  />,
]

/** Runs of all flows. */
export default function Runs() {
  const { get } = useViewState()
  const status = get('status')
  const runs = usePages('GET /v1/runs', 'runs', status ? { status: [status] } : {})
  return (
    <Page title="Runs" description="Executions of flows, latest first.">
      <RunList
        title="Runs"
        {...runs}
        nameOf={useFlowNames()}
        filters={filters}
        empty={status ? 'No runs match the filter.' : 'No runs. Start a flow, or run one now.'}
      />
    </Page>
  )
}
