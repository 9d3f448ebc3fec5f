import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState, type ReactNode } from 'react'
import { dismiss, useNotices } from '../notices.ts'
import { useEscape } from './use-escape.ts'

interface ConfirmProps {
  title: string
  children: ReactNode
  /** What the button says: the action, not "OK". */
  action: string
  isRunning?: boolean
  isDisabled?: boolean
  /** Why it is disabled, where that is not plain to see. */
  disabledReason?: string
  size?: 'medium' | 'large'
  /** It is over: nothing is left to be confirmed or cancelled. */
  isDone?: boolean
  onConfirm: () => void
  onCancel: () => void
}

/**
 * Asks before something is done. It is shown as long as it is there; what is refused meanwhile is told in it too, and is of no interest
 * any more when somebody cancels it.
 */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, isRunning, isDisabled, disabledReason, isDone, size, onConfirm, onCancel } = props
  const notices = useNotices()
  const [former] = useState(notices)
  const told = notices.filter((one) => one.type === 'error' && !former.includes(one))
  const refused = isRunning ? undefined : told[0]
  const cancel = () => {
    for (const { id } of told) dismiss(id)
    onCancel()
  }
  useEscape(cancel)
  return (
    <Modal
      visible
      size={size}
      header={title}
      onDismiss={cancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            {!isDone && (
              <Button variant="link" onClick={cancel}>
                Cancel
              </Button>
            )}
            <Button
              variant="primary"
              loading={isRunning}
              disabled={isDisabled}
              disabledReason={disabledReason}
              onClick={onConfirm}
            >
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {refused && (
          <Alert type="error" header={refused.header}>
            {refused.content}
          </Alert>
        )}
        <div>{children}</div>
      </SpaceBetween>
    </Modal>
  )
}
