import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState, type ReactNode } from 'react'
import { useNotices } from '../notices.ts'

interface ConfirmProps {
  title: string
  children: ReactNode
  /** What the button says: the deed, not "OK". */
  deed: string
  isRunning?: boolean
  isDisabled?: boolean
  size?: 'medium' | 'large'
  onConfirm: () => void
  onCancel: () => void
}

/** Asks before something is done. It is shown as long as it is there; what is refused meanwhile is told in it too. */
export function Confirm(props: ConfirmProps) {
  const { title, children, deed, isRunning, isDisabled, size, onConfirm, onCancel } = props
  const notices = useNotices()
  const [former] = useState(notices)
  const refused = isRunning ? undefined : notices.find((one) => one.type === 'error' && !former.includes(one))
  return (
    <Modal
      visible
      size={size}
      header={title}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              Cancel
            </Button>
            <Button variant="primary" loading={isRunning} disabled={isDisabled} onClick={onConfirm}>
              {deed}
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
        {children}
      </SpaceBetween>
    </Modal>
  )
}
