import Box from '@cloudscape-design/components/box'
import { AppLink } from './app-link.tsx'

export const NotFound = () => (
  <Box padding="xxl" textAlign="center">
    <Box variant="h1">Page not found</Box>
    <AppLink to="/">Go to the overview</AppLink>
  </Box>
)
