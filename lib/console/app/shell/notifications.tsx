import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { useReachability } from '../api/reachability.ts'
import { dismiss, useNotices } from '../notices.ts'

/** What happened lately, and whether the API answers. */
export function Notifications() {
  const isReached = useReachability()
  const items: FlashbarProps.MessageDefinition[] = useNotices().map(({ id, ...notice }) => ({
    id,
    ...notice,
    dismissible: true,
    dismissLabel: 'Dismiss',
    onDismiss: () => dismiss(id),
    ariaRole: notice.type === 'error' ? ('alert' as const) : ('status' as const),
  }))
  const away: FlashbarProps.MessageDefinition = {
    id: 'away',
    type: 'warning',
    loading: true,
    content: 'The API does not answer. What is shown may be old; it is asked again every few seconds.',
    ariaRole: 'alert',
  }
  return <Flashbar items={isReached ? items : [away, ...items]} />
}
