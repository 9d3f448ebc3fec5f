import type { Delete, Put, Update } from '../change.ts'
import { jsonBytes } from '../json-bytes.ts'
import { own } from '../own.ts'
import { secondsAfter } from '../time.ts'
import { digestOf, isNewer, type Report } from './report.ts'
import type { Observed, ObservedApplication, ReportedFlow, Server } from './server.ts'

/** A transaction holds a hundred writes, of which one is the server's own, and 4 MB. */
const mostWrites = 99
const mostBytes = 3 * 1024 * 1024

type Write = Update<'server'> | Put<'application'> | Delete<'application'>

/**
 * The changes that a report is, to be committed one after the other: usually one, more when more applications came and
 * went than one transaction holds. Each writes items of applications whose flows or endpoints differ from what is kept,
 * together with what the server's item says of them; the last one makes the report what is known of the server. After a
 * crash between two of them the next report does what is left. Empty when it says nothing new.
 */
export function observe(server: Server, report: Report, at: string): { change: Write[] }[] {
  const { observed: known } = server
  if (!isNewer(known, report)) return []
  const applications = Object.fromEntries(report.applications.map((one) => [one.name, observedOf(one, known)]))
  const observed: Observed = {
    bootId: report.bootId,
    seq: report.seq,
    status: report.status,
    commandGeneration: Math.max(report.commandGeneration, known?.commandGeneration ?? 0),
    commandFailure: report.commandFailure,
    startedAt: startedAt(known, report, at),
    changedAt: at,
    timeline: timelineOf(server, report, at),
    applications,
  }
  if (known && isSame(known, observed)) observed.changedAt = known.changedAt
  const { runtimeVersion, hostIp } = report
  const batches = inBatches(itemWrites(server, report, applications, at))
  let standing = server
  return batches.map((writes, index) => {
    const isLast = index === batches.length - 1
    const set = isLast
      ? { observed, runtimeVersion, hostIp }
      : {
          observed: partly(
            standing.observed ?? { ...observed, seq: report.seq - 1, applications: {} },
            observed,
            writes,
          ),
        }
    const update = { kind: 'update', entity: 'server', before: standing, set } as const
    standing = { ...standing, ...set, version: standing.version + 1 }
    return { change: [...writes, update] }
  })
}

type Reported = Report['applications'][number]

/** On its way up or away an application's flows are as good as not there: their item is written when it has settled. */
const isMoving = ({ status }: Pick<Reported, 'status'>): boolean => status === 'initialised' || status === 'disposed'

function observedOf(reported: Reported, known: Observed | undefined): ObservedApplication {
  const { name, status, cause, versionId, placement, flows } = reported
  const count = (state: string) => flows.filter((flow) => flow.status === state).length
  return {
    status,
    cause,
    versionId,
    placement,
    digest: isMoving(reported) ? (own(known?.applications, name)?.digest ?? '') : digestOf(flows),
    running: count('running'),
    paused: count('paused'),
    stopped: count('stopped'),
  }
}

type ItemWrite = Exclude<Write, Update<'server'>>

/** The items to be taken away, then those to be written: a server never shows more applications than it may carry. */
function itemWrites(
  { tenant, id: serverId, observed: known }: Server,
  report: Report,
  applications: Observed['applications'],
  at: string,
): ItemWrite[] {
  const item = (name: string, flows: ReportedFlow[]) => ({ tenant, serverId, name, flows, reportedAt: at })
  // One that never settled has no item.
  const gone = Object.entries(known?.applications ?? {}).filter(
    ([name, { digest }]) => !own(applications, name) && digest,
  )
  const written = report.applications.filter(
    (one) => !isMoving(one) && own(known?.applications, one.name)?.digest !== own(applications, one.name)?.digest,
  )
  return [
    ...gone.map(([name]) => ({ kind: 'delete', entity: 'application', before: item(name, []) }) as const),
    ...written.map(({ name, flows }) => ({ kind: 'put', entity: 'application', item: item(name, flows) }) as const),
  ]
}

/** At least one batch: the server's own item is written in any case. */
function inBatches(writes: readonly ItemWrite[]): ItemWrite[][] {
  const batches: ItemWrite[][] = [[]]
  let bytes = 0
  for (const write of writes) {
    const size = write.kind === 'put' ? jsonBytes(write.item.flows) : 0
    const isFull = (batches.at(-1)?.length ?? 0) >= mostWrites || bytes + size > mostBytes
    if (isFull) batches.push([])
    bytes = (isFull ? 0 : bytes) + size
    batches.at(-1)?.push(write)
  }
  return batches
}

/** What is known, with what some writes make true of the applications they are about. */
function partly(known: Observed, observed: Observed, writes: readonly ItemWrite[]): Observed {
  const applications = { ...known.applications }
  for (const write of writes) {
    const { name } = write.kind === 'put' ? write.item : write.before
    const next = own(observed.applications, name)
    if (next) applications[name] = next
    else delete applications[name]
  }
  return { ...known, changedAt: observed.changedAt, applications }
}

/** Of a boot already known, as it was: seconds since then would make it wander. */
const startedAt = (known: Observed | undefined, { bootId, uptimeSeconds }: Report, at: string): string =>
  known?.bootId === bootId ? known.startedAt : secondsAfter(at, -uptimeSeconds)

function timelineOf({ desired: { command }, observed }: Server, report: Report, at: string): Observed['timeline'] {
  if (!command || report.commandGeneration < command.generation) return undefined
  const before = observed?.timeline?.generation === command.generation ? observed.timeline : undefined
  const hasGone = report.status === 'restarting' || report.status === 'stopped' || report.bootId !== command.bootId
  return {
    generation: command.generation,
    deliveredAt: before?.deliveredAt ?? at,
    downAt: before?.downAt ?? (hasGone ? at : undefined),
    upAt: before?.upAt ?? (report.bootId === command.bootId ? undefined : at),
  }
}

const isSame = (one: Observed, other: Observed): boolean =>
  one.bootId === other.bootId &&
  one.status === other.status &&
  one.commandGeneration === other.commandGeneration &&
  JSON.stringify(one.applications) === JSON.stringify(other.applications)
