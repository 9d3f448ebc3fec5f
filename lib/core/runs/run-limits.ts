import type { Flow } from '../flows/flow.ts'
import { secondsAfter } from '../time.ts'
import { timePart } from './run-id.ts'

const hour = 3600
const limitHours = { appflow: 48, oih: 14 * 24, 'flow-manager': 14 * 24 }

/** The longest that a run of a flow of this dialect may take, in seconds. */
export const runLimitSeconds = (madeBy: Flow['madeBy']): number => limitHours[madeBy] * hour

/** No run of this dialect's flows that is in progress at `at` has an id below it. */
export const oldestOpenRun = (madeBy: Flow['madeBy'], at: string): string =>
  timePart(secondsAfter(at, -runLimitSeconds(madeBy) - 24 * hour))
