import type { ErrorCode } from './errors.ts'

/** A name as people give it: not blank, no control characters, no slash that would end a path segment. */
export const longestName = 100
export const namePattern = /^[^\p{Cc}|/]*[^\s\p{Cc}|/][^\p{Cc}|/]*$/u

/** A name that is taken: uniqueness is this item, in the transaction that takes it. */
export interface TakenName {
  tenant: string
  of: 'server' | 'cluster' | 'server-group' | 'repository-application' | 'deployment'
  name: string
  id: string
}

/** The write that takes a name, or is refused because somebody has it. */
export const takeName = (
  of: TakenName['of'],
  { tenant, name, id }: { tenant: string; name: string; id: string },
  taken: ErrorCode,
) =>
  ({
    kind: 'create',
    entity: 'name',
    item: { tenant, of, name, id },
    taken,
    message: `A ${of.replace('-', ' ')} named ${name} exists already.`,
  }) as const

/** The write that gives a name back. */
export const freeName = (of: TakenName['of'], { tenant, name, id }: { tenant: string; name: string; id: string }) =>
  ({ kind: 'delete', entity: 'name', before: { tenant, of, name, id } }) as const
