import Box from '@cloudscape-design/components/box'
import StatusIndicator from '@cloudscape-design/components/status-indicator'

/** Stands where something is to come. */
export const Loading = () => (
  <Box padding="l" textAlign="center">
    <StatusIndicator type="loading">Loading</StatusIndicator>
  </Box>
)
