import type { Authorship } from '../documents.ts'
import type { FlowDialect } from './flow.ts'
import type { Placement } from './placement.ts'

/** Where flows run that are made through a dialect, unless they are placed by themselves. */
export interface DefaultPlacement extends Authorship {
  tenant: string
  dialect: FlowDialect
  version: number
  placement: Placement
}
