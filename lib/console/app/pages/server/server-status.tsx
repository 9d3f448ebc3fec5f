import Box from '@cloudscape-design/components/box'
import { Status } from '../../parts/status.tsx'
import { absenceOf, type Detail } from './absence.ts'
import { isAway } from './is-up.ts'

/** A server's status; of one that is down also since when, in red where nobody stopped it. */
export function ServerStatus({ server, detail }: { server: { status: string; hostIp: string }; detail?: Detail }) {
  if (!isAway(server) || !detail) return <Status of={server.status} />
  const { isSilent, what } = absenceOf(server, detail)
  return (
    <>
      <Status of={server.status} as={isSilent ? 'error' : undefined} />
      <Box color="text-body-secondary" fontSize="body-s">
        {what}
      </Box>
    </>
  )
}
