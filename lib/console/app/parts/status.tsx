import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'

type Look = StatusIndicatorProps.Type

/** What a state of any kind of thing means to who looks: the words are the API's own. */
const looks: Readonly<Record<string, Look>> = {
  ok: 'success',
  active: 'success',
  up: 'success',
  online: 'success',
  succeeded: 'success',
  deployed: 'success',
  done: 'success',
  started: 'success',
  registered: 'success',
  reconciled: 'success',
  'in-progress': 'in-progress',
  running: 'in-progress',
  starting: 'in-progress',
  stopping: 'in-progress',
  cancelling: 'in-progress',
  ordered: 'in-progress',
  delivering: 'in-progress',
  draining: 'in-progress',
  restarting: 'in-progress',
  verifying: 'in-progress',
  deploying: 'in-progress',
  removing: 'in-progress',
  deleting: 'in-progress',
  initialised: 'in-progress',
  pending: 'pending',
  waiting: 'pending',
  unknown: 'pending',
  'waiting-for-restart': 'in-progress',
  warn: 'warning',
  paused: 'warning',
  partial: 'warning',
  drifted: 'warning',
  errored: 'error',
  failed: 'error',
  down: 'error',
  refused: 'error',
  offline: 'error',
}

/** A status as the API words it; without a picture of its own it is one of those that need nobody. `as`: where the word means another thing. */
export function Status({ of: status, as }: { of: string; as?: Look }) {
  const key = status.toLowerCase().replaceAll(/[\s_]+/g, '-')
  return (
    <span className="status">
      <StatusIndicator type={as ?? looks[key] ?? 'stopped'}>{key}</StatusIndicator>
    </span>
  )
}
