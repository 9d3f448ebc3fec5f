import type { ListingProgress } from './source-listing.ts'

/**
 * What a message of a transfer asks for. The first one lists, as often as it takes; then there is a message for each lot,
 * or one chain of messages through all of them; a connector is read in a chain. None holds records or keys but the one that a list goes on after.
 */
export type TransferStage =
  | ({ stage: 'list'; after?: string; noted: readonly NotedLots[] } & ListingProgress)
  | { stage: 'lot'; lot: string }
  | ({ stage: 'chain'; noted: readonly NotedLots[]; delivery?: Delivery } & ChainPlace)
  | { stage: 'read'; position?: unknown; calls: number; numbers: ChainPlace['numbers']; delivery?: Delivery }

/** A stage by its name. */
export type StageOf<Name extends TransferStage['stage']> = Extract<TransferStage, { stage: Name }>

/** The lots that one step has noted, numbered from 0. Another attempt at that step notes its own: what settles counts. */
export interface NotedLots {
  by: string
  lots: number
}

/** Where a chain goes on: with which object of which lot, and with which number in each folder. */
export interface ChainPlace {
  lot: number
  object: number
  numbers: Readonly<Record<string, number>>
}

/** How far a chain is that writes to a connector. */
export interface Delivery {
  written: number
  refused: number
  /** Objects of refused records. */
  errors: number
}

/** What a message asks for: one that no step of a transfer has left begins it. */
export function stageOf(payload: unknown): TransferStage {
  const { transfer } = (payload ?? {}) as { transfer?: TransferStage }
  return transfer && isStage(transfer) ? transfer : beginning
}

/** What the first message of a transfer asks for. */
export const beginning: StageOf<'list'> = { stage: 'list', noted: [], position: 0, bytes: 0 }

/** Names of lots become keys of objects, and a message may be anybody's. */
const lotPattern = /^[0-9a-f]{24}-\d+$/

function isStage(transfer: TransferStage): boolean {
  switch (transfer.stage) {
    case 'lot':
      return lotPattern.test(transfer.lot)
    case 'read':
      return true
    case 'list':
    case 'chain':
      return Array.isArray(transfer.noted) && transfer.noted.every(({ by }) => lotPattern.test(`${by}-0`))
    default:
      return false
  }
}

/** The payload of a message that asks for a stage. */
export const payloadOf = (stage: TransferStage): { transfer: TransferStage } => ({ transfer: stage })

/** The names of noted lots, in the order of their objects. */
export const lotNames = (noted: readonly NotedLots[]): string[] =>
  noted.flatMap(({ by, lots }) => Array.from({ length: lots }, (_, index) => `${by}-${index}`))

/** What comes once all is listed: a step for each lot, or a chain. Nothing where nothing was found. */
export function stagesAfterListing(noted: readonly NotedLots[], isOneChain: boolean): TransferStage[] {
  const lots = lotNames(noted)
  if (lots.length === 0) return []
  if (isOneChain) return [{ stage: 'chain', noted, lot: 0, object: 0, numbers: {} }]
  return lots.map((lot) => ({ stage: 'lot', lot }))
}
