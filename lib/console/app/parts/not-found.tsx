import Box from '@cloudscape-design/components/box'
import { AppLink } from './app-link.tsx'

export const NotFound = () => (
  <Box padding="xxl" textAlign="center">
    <Box variant="h1">There is no such page</Box>
    <AppLink to="/">To the overview</AppLink>
  </Box>
)
