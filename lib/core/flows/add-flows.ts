import type { Actor } from '../actor.ts'
import type { Change, Count, Create, Delete } from '../change.ts'
import { DomainError } from '../errors.ts'
import { secondsAfter } from '../time.ts'
import type { Addition } from './addition.ts'
import { countFlow, type FlowQuotas } from './count-flow.ts'
import { planFlow, type NewFlow } from './create-flow.ts'
import type { DefinitionPart } from './definition.ts'
import type { Flow } from './flow.ts'

/** So many flows are written by one transaction, which takes 100 items: three for most flows, and the counts. */
export const mostAtOnce = 30
const mostItemsAtOnce = 96

/** An addition that has not been done for so long is given up: no call takes half as long. */
const patienceSeconds = 60

type FlowWrite = Create<'flow' | 'flow-alias' | 'flow-pointer' | 'definition'> | Count

/** What makes flows: one change, or one for each part of an addition, in this order. */
export type PlannedAddition = { change: FlowWrite[] } | { after: Addition; change: FlowWrite[][] }

/**
 * Makes flows of one dialect, all or none. Refused, by the transaction that meets it: `flow-name-taken`, `flow-quota-exceeded`.
 * `additionId`: of the addition, where there are more than one transaction holds.
 */
export function addFlows(
  flows: readonly NewFlow[],
  quotas: FlowQuotas,
  actor: Actor,
  additionId: string,
): PlannedAddition {
  const together = inParts(flows.map((flow) => planFlow(flow, actor)))
  if (together.length <= 1) return { change: together.flatMap((part) => writes(part, quotas)) }
  const planned = flows.map((flow) => planFlow(flow, actor, additionId))
  const [{ after: first } = { after: undefined }] = planned
  const addition: Addition = {
    tenant: first?.tenant ?? '',
    id: additionId,
    version: 1,
    status: 'begun',
    keys: planned.map(({ after }) => after.key),
    begunAt: actor.at,
  }
  return { after: addition, change: inParts(planned).map((part) => writes(part, quotas)) }
}

type Planned = ReturnType<typeof planFlow>

function inParts(flows: readonly Planned[]): Planned[][] {
  const parts: Planned[][] = []
  let items = 0
  for (const flow of flows) {
    const part = parts.at(-1)
    items += flow.change.length
    if (part && part.length < mostAtOnce && items <= mostItemsAtOnce) part.push(flow)
    else {
      parts.push([flow])
      items = flow.change.length
    }
  }
  return parts
}

/** All flows of a part with the sum of their counts: a transaction writes an item once. */
const writes = (part: readonly Planned[], quotas: FlowQuotas): FlowWrite[] => [
  ...part.flatMap(({ change }) => change),
  ...part.slice(0, 1).flatMap(({ after }) => countFlow(after, part.length, quotas).change),
]

export function beginAddition(item: Addition) {
  const message = 'There is an addition with this id already.'
  const change = [{ kind: 'create', entity: 'addition', item, taken: 'version-conflict', message }] as const
  return { change: change satisfies Change }
}

/** What a part depends on: that nobody has given the addition up. */
export const whileBegun = (before: Addition) => ({ kind: 'check', entity: 'addition', before }) as const

/** By this its flows are there. */
export const endAddition = (before: Addition) => move(before, 'done')

/** By this its flows will never be there: whoever began it can add no more of them. */
export const giveUpAddition = (before: Addition) => move(before, 'removed')

function move(before: Addition, status: Addition['status']) {
  const change = [{ kind: 'update', entity: 'addition', before, set: { status } }] as const satisfies Change
  return { after: { ...before, status, version: before.version + 1 }, change }
}

/** Whether whoever began an addition is taken to be gone. */
export const isForsaken = ({ status, begunAt }: Addition, at: string): boolean =>
  status !== 'done' && begunAt <= secondsAfter(at, -patienceSeconds)

/** Lists a flow whose addition is done. */
export function listAddedFlow(before: Flow, at: string) {
  // Catalogues take up what has changed since they were last brought up to date.
  const set = { additionId: undefined, updatedAt: at }
  return { change: [{ kind: 'update', entity: 'flow', before, set }] as const satisfies Change }
}

/** Removes flows of an addition that was given up. */
export function removeAddedFlows(flows: readonly { flow: Flow; parts: readonly DefinitionPart[] }[]) {
  const change = flows.flatMap(({ flow, parts }): Delete<'flow' | 'flow-pointer' | 'definition'>[] => [
    { kind: 'delete', entity: 'flow', before: flow },
    { kind: 'delete', entity: 'flow-pointer', before: { tenant: flow.tenant, id: flow.id, key: flow.key } },
    ...parts.map((before): Delete<'definition'> => ({ kind: 'delete', entity: 'definition', before })),
  ])
  const counts = flows.slice(0, 1).flatMap(({ flow }) => countFlow(flow, -flows.length).change)
  return { change: [...change, ...counts] as const }
}

/** Forgets an addition of which nothing is left to do. */
export const forgetAddition = (before: Addition) => ({
  change: [{ kind: 'delete', entity: 'addition', before }] as const satisfies Change,
})

/** Refuses, to be decided again in a moment, to change a flow that is there but not listed yet. */
export function refuseUnlisted({ additionId, handle }: Flow): void {
  if (additionId !== undefined) throw new DomainError('version-conflict', `Flow ${handle} is being added. Try again.`)
}
