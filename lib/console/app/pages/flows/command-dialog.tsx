import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import Table from '@cloudscape-design/components/table'
import { useEffect, useState } from 'react'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { command, deeds, summaryOf, type Command, type Outcome } from './commands.ts'

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
    if (!found) return onClose()
    setOutcomes(found)
    setDone(!dryRun)
  }
  useEffect(() => {
    void perform(true)
    // Once, when it opens: the flows are those that were chosen then.
  }, [])
  const canDo = outcomes.some(({ outcome }) => outcome === 'changed')
  return (
    <Confirm
      title={`${deeds[what]} ${flows.length === 1 ? flows[0] : `${flows.length} flows`}`}
      size="large"
      deed={isDone ? 'Close' : deeds[what]}
      isRunning={isRunning}
      isDisabled={!isDone && !canDo}
      onConfirm={() => (isDone ? onClose() : void perform(false))}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div aria-live="polite">
          <Alert type={isDone ? 'success' : 'info'}>
            {isDone
              ? `Done: ${summaryOf(outcomes)}.`
              : `Nothing has been done yet. It would be: ${summaryOf(outcomes) || '…'}.`}
          </Alert>
        </div>
        <Table<Outcome>
          variant="embedded"
          items={outcomes}
          loading={isRunning && outcomes.length === 0}
          loadingText="Asking what would come of it"
          wrapLines
          columnDefinitions={[
            { id: 'flow', header: 'Flow', cell: ({ flow }) => flow, isRowHeader: true },
            {
              id: 'outcome',
              header: isDone ? 'Outcome' : 'Would be',
              cell: ({ outcome }) => <StatusIndicator type={looks[outcome]}>{outcome}</StatusIndicator>,
            },
            {
              id: 'why',
              header: 'Why',
              cell: ({ error, status }) => error?.message ?? (status && `now ${status}`) ?? '',
            },
          ]}
        />
      </SpaceBetween>
    </Confirm>
  )
}
