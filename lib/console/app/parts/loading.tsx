import Box from '@cloudscape-design/components/box'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { useAwaySince } from '../api/reachability.ts'

/** Stands where something is to come. */
export const Loading = () => (
  <Box padding="l" textAlign="center">
    <StatusIndicator type="loading">
      {useAwaySince() === undefined ? 'Loading' : 'Not loaded yet: the API does not answer'}
    </StatusIndicator>
  </Box>
)
