import type { HomeHost } from './home.ts'
import type { HostedFlow, HostedRunState } from './hosted-state.ts'
import type { Faults } from './options.ts'

/** What hosting flows works with: the runtime it belongs to, for as long as one boot lasts. */
export interface FlowHosting extends Pick<HomeHost, 'saved' | 'isAlive'> {
  faults: Faults
  now: () => number
  after: (seconds: number, work: () => void) => void
  tell: () => void
  /** Remember how the flows stand, and which runs were begun. */
  keepFlows: (flows: Record<string, HostedFlow>) => Promise<void>
  keepRuns: (runs: Record<string, HostedRunState>) => Promise<void>
}
