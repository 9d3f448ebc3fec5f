import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import Table from '@cloudscape-design/components/table'
import { useEffect, useState } from 'react'
import { AppLink } from '../../parts/app-link.tsx'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'
import { command, actionOf, actions, summaryOf, wordOf, type Command, type Outcome } from './commands.ts'

const looks: Readonly<Record<Outcome['outcome'], StatusIndicatorProps.Type>> = {
  changed: 'success',
  unchanged: 'stopped',
  refused: 'error',
  failed: 'warning',
}

interface CommandDialogProps {
  what: Command
  /** Their handles, and what each is called. */
  flows: readonly string[]
  nameOf: (handle: string) => string
  onClose: () => void
}

/** Shows what a command would do to each of several flows, does it, and shows what came of each. */
export function CommandDialog({ what, flows: given, nameOf, onClose }: CommandDialogProps) {
  // Those that were chosen when it opened.
  const [flows] = useState(given)
  const [outcomes, setOutcomes] = useState<readonly Outcome[]>([])
  const [isDone, setDone] = useState(false)
  const { isRunning, run } = useCommand()
  const perform = async (dryRun: boolean) => {
    const found = await run(dryRun ? 'The check' : actions[what], () => command(what, flows, dryRun), undefined, dryRun)
    if (!found) return
    setOutcomes(found)
    setDone(!dryRun)
  }
  useEffect(() => void perform(true), [])
  const canDo = what === 'run' || outcomes.some(({ outcome }) => outcome === 'changed')
  const [first = ''] = flows
  return (
    <Confirm
      title={`${actions[what]} ${flows.length === 1 ? nameOf(first) : `${flows.length} flows`}`}
      size="large"
      action={isDone ? 'Close' : actionOf(what, flows.length, outcomes)}
      isRunning={isRunning}
      isDone={isDone}
      isDisabled={!isDone && !canDo}
      onConfirm={() => (isDone ? onClose() : void perform(false))}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div aria-live="polite">
          <Alert type={alertType(what, isDone, outcomes)}>{tellOf(what, isDone, outcomes)}</Alert>
        </div>
        {outcomes.length > 0 && <Outcomes what={what} outcomes={outcomes} isDone={isDone} nameOf={nameOf} />}
      </SpaceBetween>
    </Confirm>
  )
}

function alertType(what: Command, isDone: boolean, outcomes: readonly Outcome[]): 'info' | 'success' | 'warning' {
  if (isDone && !outcomes.every(({ outcome }) => outcome === 'changed' || outcome === 'unchanged')) return 'warning'
  // How a run ends is not known when it has begun.
  return isDone && what !== 'run' ? 'success' : 'info'
}

function tellOf(what: Command, isDone: boolean, outcomes: readonly Outcome[]): string {
  if (isDone) return `${summaryOf(what, outcomes)}.${what === 'run' ? ' Open a run to see how it ends.' : ''}`
  if (what === 'run') return 'A run of each flow begins, where that is possible.'
  return outcomes.length === 0 ? 'Checking what would change…' : `Expected result: ${summaryOf(what, outcomes)}.`
}

interface OutcomesProps {
  what: Command
  outcomes: readonly Outcome[]
  isDone: boolean
  nameOf: (handle: string) => string
}

const Outcomes = ({ what, outcomes, isDone, nameOf }: OutcomesProps) => (
  <Table<Outcome>
    variant="embedded"
    items={outcomes}
    wrapLines
    columnDefinitions={[
      { id: 'flow', header: 'Flow', cell: ({ flow }) => nameOf(flow), isRowHeader: true, minWidth: 140 },
      {
        id: 'outcome',
        header: isDone ? 'Result' : 'Expected result',
        cell: (one) => <StatusIndicator type={looks[one.outcome]}>{wordOf(what, one)}</StatusIndicator>,
      },
      {
        id: 'why',
        header: 'Details',
        cell: ({ error, status, runId }) =>
          runId ? (
            <AppLink to={`/runs/${runId}`}>View run</AppLink>
          ) : (
            (error?.message ?? (status && `Status: ${status}`) ?? '')
          ),
      },
    ]}
  />
)
