import { DomainError } from '#core/errors.ts'
import { normaliseSecondsCron } from '#core/flows/seconds-cron.ts'
import { isMembers, type Content, type Members, type Owner } from '#core/hub/content.ts'
import type { Principal } from '#core/users/permissions.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Cast, isAbsent, type Problems } from './casts.ts'
import { freeForm, nounOf, readGraph, type Kind } from './graph.ts'

/** The members that people may give; everything else is dropped. */
const known = {
  both: ['name', 'description', 'type', 'cron', 'tenant', 'graph', 'owners', 'flowSettings', 'status'],
  flow: ['fromTemplate'],
  template: ['sourceTemplate'],
} as const

/** Owners' ids stand on the flow's item, which lists and moves read. */
const mostOwners = 200

/** The members of a body that count. Refused with `input-invalid` for one that is no object. */
export function membersOf(body: unknown, kind: Kind): Members {
  if (isAbsent(body)) return {}
  if (!isMembers(body)) throw invalid([`${nounOf[kind]}s are JSON objects.`])
  const names: readonly string[] = [...known.both, ...known[kind]]
  return Object.fromEntries(Object.entries(body).filter(([name]) => names.includes(name)))
}

/** The caller's own entries among the owners of what they make, in front of nobody who is there already. */
export function withOwners(members: Members, owners: readonly Owner[]): Members {
  const given = isAbsent(members.owners) ? [] : members.owners
  // What is no list is refused as it is.
  if (!Array.isArray(given)) return members
  const has = (id: string) => given.some((one: unknown) => isMembers(one) && one.id === id)
  return { ...members, owners: [...(given as unknown[]), ...owners.filter(({ id }) => !has(id))] }
}

/** The caller as an owner, if it is a user or speaks for one. */
export const asOwners = ({ userId }: Pick<Principal, 'userId'>): Owner[] =>
  userId === undefined ? [] : [{ id: userId, type: 'user' }]

/** The caller's organisation as an owner. */
export const organisationAsOwners = ({ organisation }: Pick<Principal, 'organisation'>): Owner[] =>
  organisation === undefined ? [] : [{ id: organisation, type: 'tenant' }]

/** Reads what makes a flow or template. Refused with all that is wrong at once, in the hub's order. */
export function readContent(members: Members, kind: Kind): Content {
  const problems: Problems = { messages: [] }
  const { messages } = problems
  const noun = nounOf[kind]
  const cast = new Cast(members, problems)
  const content = {
    name: cast.text('name'),
    description: cast.text('description'),
    type: cast.text('type'),
    tenant: cast.text('tenant'),
    cron: cast.text('cron') || undefined,
    flowSettings: freeForm(members.flowSettings),
    ...(kind === 'flow' ? { fromTemplate: cast.id('fromTemplate') } : { sourceTemplate: cast.id('sourceTemplate') }),
  }
  const status = cast.text('status')
  const graph = cast.members('graph')
  if (!graph && !cast.failed.has('graph')) messages.push(`${noun}s require a graph.`)
  const read = graph && readGraph(graph, kind, problems)
  const owners = readOwners(cast.list('owners'), kind, problems)
  if (kind === 'flow' && status && status !== 'inactive')
    messages.push('Flow status cannot be set manually. Use the flow start/stop end points instead.')
  read?.checkEnds()
  if (content.cron !== undefined && normaliseSecondsCron(content.cron) === undefined)
    messages.push('Invalid cron expression.')
  if (messages.length > 0 || !read) throw invalid(messages)
  return {
    ...t.present(content),
    ...(kind === 'template' ? { status: status || 'draft' } : {}),
    graph: read.graph,
    owners,
  }
}

function readOwners(owners: (Members | undefined)[], kind: Kind, problems: Problems): Owner[] {
  const noun = nounOf[kind]
  const read = owners.flatMap((owner) => {
    if (!owner) return []
    const cast = new Cast(owner, problems)
    const type = cast.text('type')
    const id = cast.text('id')
    if (!type && !cast.failed.has('type')) problems.messages.push(`${noun} owners require a type.`)
    if (!id && !cast.failed.has('id')) problems.messages.push(`${noun} owners require an id.`)
    return [{ id: id ?? '', type: type ?? '' }]
  })
  if (read.length > mostOwners) problems.messages.push(`${noun}s have at most ${mostOwners} owners.`)
  return read
}

/** Everything that is wrong with a body, each a message of its own in the answer. */
export const invalid = (messages: readonly string[]): DomainError =>
  new DomainError('input-invalid', messages.join(' '), { messages })
