import { DomainError } from '#core/errors.ts'

/** The path in the spelling of the routes: a slash at its end is one too many. */
export const canonical = (path: string): string | undefined =>
  path.startsWith('/flow-manager') ? path.replace(/(?<=.)\/+$/, '') : undefined

/** Words that stand in paths where an id may stand, with the methods that are theirs. They win over ids. */
const reserved: Readonly<Record<string, readonly string[]>> = { status: ['GET'], commands: ['PATCH'] }

export const isReserved = (id: string): boolean => Object.hasOwn(reserved, id)

const wrongMethod = (allow: readonly string[]): DomainError =>
  new DomainError('method-not-allowed', `This method is not supported here. Supported: ${allow.join(', ')}.`, {
    allow: [...allow],
  })

/** The flow that `/flows/<flow_id>` is about. Refused for the words that are no ids. */
export function flowAt(id: string): { handle: string } {
  const allow = Object.hasOwn(reserved, id) ? reserved[id] : undefined
  if (allow) throw wrongMethod(allow)
  return { handle: id }
}

/** The flow that `/flows/<flow_id>/<command>` is about: below the word `status` are statuses, below `commands` is nothing. */
export function flowAbove(id: string): { handle: string } {
  if (id === 'status') throw wrongMethod(['GET'])
  if (isReserved(id)) throw new DomainError('route-unknown', 'There is no operation at this path.')
  return { handle: id }
}

/** An id that a configuration may have: it names files and folders on the gateway. */
export const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/
