import Box from '@cloudscape-design/components/box'
import { useEffect, useState } from 'react'
import { Status } from './status.tsx'

/** What was asked for of a thing, and the status that says that it has come to it. */
interface Wish {
  deed: string
  goal: string
}

const isCome = ({ goal }: Wish, status = ''): boolean => status.toLowerCase() === goal.toLowerCase()

/**
 * What was asked for of things on runtimes from here, until each is so: their agents hear of it with their next check-in, and report it
 * with the one after. `statuses` are those that are known, by key.
 */
export function useAskedFor(statuses: ReadonlyMap<string, string> | undefined) {
  const [wishes, setWishes] = useState<ReadonlyMap<string, Wish>>(new Map())
  useEffect(() => {
    const open = [...wishes].filter(([key, wish]) => !isCome(wish, statuses?.get(key)))
    if (statuses && open.length < wishes.size) setWishes(new Map(open))
  }, [statuses, wishes])
  return {
    of: (key: string): Wish | undefined => wishes.get(key),
    note: (key: string, wish: Wish) => setWishes((former) => new Map(former).set(key, wish)),
  }
}

/** What is told when everything that was asked for was accepted. */
export const acceptedWords = (deed: string): string =>
  `${deed} was accepted. Agents hear of it with their next check-in; then it is seen here.`

/** What stands in the place of a list of what runs on runtimes that are down. */
export const notKnown = 'What runs here is known when a runtime is up.'

/** A status, and what was asked for where it is not so yet. */
export const StatusAndWish = ({ of: status, as, wish }: Parameters<typeof Status>[0] & { wish?: Wish }) => (
  <>
    <Status of={status} as={as} />
    {wish && !isCome(wish, status) && (
      <Box color="text-body-secondary" fontSize="body-s">
        {wish.deed} was asked for
      </Box>
    )}
  </>
)
