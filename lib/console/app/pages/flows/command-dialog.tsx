import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import Table from '@cloudscape-design/components/table'
import { useEffect, useState } from 'react'
import { AppLink } from '../../parts/app-link.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { command, deeds, summaryOf, wordOf, type Command, type Outcome } from './commands.ts'

const looks: Readonly<Record<Outcome['outcome'], StatusIndicatorProps.Type>> = {
  changed: 'success',
  unchanged: 'stopped',
  refused: 'error',
  failed: 'warning',
}

/** Shows what a command would do to each of several flows, does it, and shows what came of each. */
export function CommandDialog(props: { what: Command; flows: readonly string[]; onClose: () => void }) {
  const { what, flows, onClose } = props
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [isDone, setDone] = useState(false)
  const { isRunning, run } = useCommand()
  const perform = async (dryRun: boolean) => {
    const found = await run(deeds[what], () => command(what, flows, dryRun))
    if (!found) return
    setOutcomes(found)
    setDone(!dryRun)
  }
  useEffect(() => {
    void perform(true)
    // Once, when it opens: the flows are those that were chosen then.
  }, [])
  const canDo = what === 'run' || outcomes.some(({ outcome }) => outcome === 'changed')
  const areAllWell = outcomes.every(({ outcome }) => outcome === 'changed' || outcome === 'unchanged')
  return (
    <Confirm
      title={`${deeds[what]} ${flows.length === 1 ? flows[0] : `${flows.length} flows`}`}
      size="large"
      deed={isDone ? 'Close' : deeds[what]}
      isRunning={isRunning}
      isDone={isDone}
      isDisabled={!isDone && !canDo}
      onConfirm={() => (isDone ? onClose() : void perform(false))}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div aria-live="polite">
          <Alert type={!isDone ? 'info' : areAllWell ? 'success' : 'warning'}>
            {isDone ? `Done: ${summaryOf(outcomes)}.` : before(what, outcomes)}
          </Alert>
        </div>
        {outcomes.length > 0 && <Outcomes outcomes={outcomes} isDone={isDone} />}
      </SpaceBetween>
    </Confirm>
  )
}

/** What is told before anything is done. */
const before = (what: Command, outcomes: readonly Outcome[]): string =>
  what === 'run'
    ? 'Nothing has been done yet. A run of each begins, where that is possible.'
    : `Nothing has been done yet. It would be: ${summaryOf(outcomes) || '…'}.`

const Outcomes = ({ outcomes, isDone }: { outcomes: readonly Outcome[]; isDone: boolean }) => (
  <Table<Outcome>
    variant="embedded"
    items={outcomes}
    wrapLines
    columnDefinitions={[
      { id: 'flow', header: 'Flow', cell: ({ flow }) => flow, isRowHeader: true },
      {
        id: 'outcome',
        header: isDone ? 'Outcome' : 'Would be',
        cell: (one) => <StatusIndicator type={looks[one.outcome]}>{wordOf(one)}</StatusIndicator>,
      },
      {
        id: 'why',
        header: 'Why',
        cell: ({ error, status, runId }) =>
          runId ? (
            <AppLink to={`/runs/${runId}`}>Look at the run</AppLink>
          ) : (
            (error?.message ?? (status && `${isDone ? 'now' : 'then'} ${status}`) ?? '')
          ),
      },
    ]}
  />
)
