import Alert from '@cloudscape-design/components/alert'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useState, type ReactNode } from 'react'
import { tell } from '../notices.ts'
import { useCommand } from '../use-command.ts'
import { Refusal } from '../api/refusal.ts'
import { Confirm } from './confirm.tsx'

interface EachDialogProps {
  /** What is done: `Delete`. */
  action: string
  /** What several of them are called: `servers`. */
  plural?: string
  /** What it is done to, by key. */
  items: readonly { key: string; label: string }[]
  /** What follows from it, told before. */
  children?: ReactNode
  /** What has come of it where nothing was refused, after the name of what it was done to: `deleted.` */
  done: string
  act: (key: string) => Promise<unknown>
  onDone?: () => void
  onClose: () => void
}

type Outcome = 'done' | Refusal

/** Asks before something is done to each of several things, does it, and shows what came of each in the API's own words. */
export function EachDialog({
  action,
  plural = 'items',
  items: given,
  children,
  done,
  act,
  onDone,
  onClose,
}: EachDialogProps) {
  const { isRunning, run } = useCommand()
  // Those that were chosen when it opened: what is done to them may change what they are chosen from.
  const [items] = useState(given)
  const [outcomes, setOutcomes] = useState<ReadonlyMap<string, Outcome>>(new Map())
  const isDone = outcomes.size === items.length && !isRunning
  const all = items.length === 1 ? items[0]?.label : `${items.length} ${plural}`
  // One after the other: each is a request, and a hundred at once would keep others waiting.
  const actOnEach = async () => {
    const found = new Map(outcomes)
    for (const { key } of items) {
      if (found.get(key) === 'done') continue
      found.set(key, await act(key).then(() => 'done' as const, refusalOf))
      setOutcomes(new Map(found))
    }
    if ([...found.values()].every((outcome) => outcome === 'done')) {
      tell({ type: 'success', content: `${all}: ${done}` })
      onDone?.()
      onClose()
    }
  }
  return (
    <Confirm
      title={`${action} ${all}`}
      action={isDone ? 'Close' : action}
      isRunning={isRunning}
      isDone={isDone}
      onConfirm={() => (isDone ? onClose() : void run(action, actOnEach))}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        {children && <Alert type="warning">{children}</Alert>}
        <div aria-live="polite">
          {items.map(({ key, label }) => (
            <div key={key}>
              <OutcomeOf label={label} outcome={outcomes.get(key)} />
            </div>
          ))}
        </div>
      </SpaceBetween>
    </Confirm>
  )
}

function OutcomeOf({ label, outcome }: { label: string; outcome?: Outcome }) {
  if (outcome === undefined) return <>{label}</>
  if (outcome === 'done') return <StatusIndicator type="success">{label}</StatusIndicator>
  return <StatusIndicator type="error">{`${label}: ${outcome.message}`}</StatusIndicator>
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal && error.status !== 401) return error
  throw error
}
