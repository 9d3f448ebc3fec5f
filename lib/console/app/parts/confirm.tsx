import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

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

/** Asks before something is done. It is shown as long as it is there. */
export const Confirm = ({ title, children, deed, isRunning, isDisabled, size, onConfirm, onCancel }: ConfirmProps) => (
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
    {children}
  </Modal>
)
