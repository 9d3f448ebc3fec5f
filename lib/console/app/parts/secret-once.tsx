import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

interface SecretOnceProps {
  title: string
  /** What is to be copied, by what it is called. */
  secrets: Readonly<Record<string, string>>
  /** What to do with it. */
  children?: ReactNode
  onClose: () => void
}

/** Shows what nobody is shown again. */
export const SecretOnce = ({ title, secrets, children, onClose }: SecretOnceProps) => (
  <Modal
    visible
    size="large"
    header={title}
    onDismiss={onClose}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Alert type="warning">Copy it now. You cannot view it again after you close this dialog.</Alert>
      {Object.entries(secrets).map(([label, secret]) => (
        <div key={label}>
          <Box variant="awsui-key-label">{label}</Box>
          <CopyToClipboard
            variant="inline"
            textToCopy={secret}
            textToDisplay={<code>{secret}</code>}
            copyButtonAriaLabel={`Copy ${label.toLowerCase()}`}
            copySuccessText="Copied"
            copyErrorText="Could not copy"
          />
        </div>
      ))}
      {children}
    </SpaceBetween>
  </Modal>
)
