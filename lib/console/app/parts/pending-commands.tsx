import Box from '@cloudscape-design/components/box'
import { useEffect, useState } from 'react'
import { Status } from './status.tsx'

/** What was asked for of a thing, and the status that says that it has come to it. */
interface PendingCommand {
  action: string
  goal: string
}

const isReached = ({ goal }: PendingCommand, status = ''): boolean => status.toLowerCase() === goal.toLowerCase()

/**
 * What was asked for of things on runtimes from here, until each is so: their agents hear of it with their next check-in, and report it
 * with the one after. `statuses` are those that are known, by key.
 */
export function usePendingCommands(statuses: ReadonlyMap<string, string> | undefined) {
  const [pending, setPending] = useState<ReadonlyMap<string, PendingCommand>>(new Map())
  useEffect(() => {
    const open = [...pending].filter(([key, command]) => !isReached(command, statuses?.get(key)))
    if (statuses && open.length < pending.size) setPending(new Map(open))
  }, [statuses, pending])
  return {
    of: (key: string): PendingCommand | undefined => pending.get(key),
    note: (key: string, command: PendingCommand) => setPending((former) => new Map(former).set(key, command)),
  }
}

/** What is told when everything that was asked for was accepted. */
export const acceptedWords = (action: string): string =>
  `${action} was accepted. Agents hear of it with their next check-in; then it is seen here.`

/** What stands in the place of a list of what runs on runtimes that are down. */
export const notKnown = 'What runs here is known when a runtime is up.'

/** A status, and what was asked for where it is not so yet. */
export const StatusAndPending = ({
  of: status,
  as,
  command,
}: Parameters<typeof Status>[0] & { command?: PendingCommand }) => (
  <>
    <Status of={status} as={as} />
    {command && !isReached(command, status) && (
      <Box color="text-body-secondary" fontSize="body-s">
        {command.action} was asked for
      </Box>
    )}
  </>
)
