import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import SpaceBetween from '@cloudscape-design/components/space-between'

/** Something as text, to be read and copied. */
export function Text({ value, label }: { value: unknown; label: string }) {
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2)
  return (
    <SpaceBetween size="xs">
      <CopyToClipboard
        copyButtonText="Copy"
        copyButtonAriaLabel={`Copy ${label}`}
        copySuccessText="Copied"
        copyErrorText="It could not be copied"
        textToCopy={text}
      />
      <pre className="text" tabIndex={0} aria-label={label}>
        {text}
      </pre>
    </SpaceBetween>
  )
}
