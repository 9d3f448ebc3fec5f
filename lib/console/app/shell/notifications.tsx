import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { useAwaySince } from '../api/reachability.ts'
import { dismiss, useNotices } from '../notices.ts'
import { absoluteTime } from '../parts/time.tsx'

/** What happened lately, and since when the API has not answered. */
export function Notifications() {
  const awaySince = useAwaySince()
  const items: FlashbarProps.MessageDefinition[] = useNotices().map(({ id, isUntilBack: _, ...notice }) => ({
    id,
    ...notice,
    dismissible: true,
    dismissLabel: 'Dismiss',
    onDismiss: () => dismiss(id),
    ariaRole: notice.type === 'error' ? ('alert' as const) : ('status' as const),
  }))
  if (awaySince === undefined) return <Flashbar items={items} />
  const away: FlashbarProps.MessageDefinition = {
    id: 'away',
    type: 'warning',
    header: `The API has not answered since ${absoluteTime(awaySince)}`,
    content: 'What is shown is as it was then. The console tries again every few seconds.',
    ariaRole: 'alert',
  }
  return <Flashbar items={[away, ...items]} />
}
