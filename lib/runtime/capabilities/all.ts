import type { Capability } from '../invocation/context.ts'
import additionSweep from './addition-sweep.ts'
import addresses from './addresses.ts'
import assets from './assets.ts'
import audit from './audit.ts'
import catalogues from './catalogues.ts'
import changes from './changes.ts'
import checkIn from './check-in.ts'
import children from './children.ts'
import componentFunctions from './component-functions.ts'
import dataBuckets from './data-buckets.ts'
import events from './events.ts'
import executions from './executions.ts'
import expressions from './expressions.ts'
import flowDefinitions from './flow-definitions.ts'
import flowSettling from './flow-settling.ts'
import flows from './flows.ts'
import hosting from './hosting.ts'
import hostingReports from './hosting-reports.ts'
import hostingStandings from './hosting-standings.ts'
import invocations from './invocations.ts'
import items from './items.ts'
import leaseSweep from './lease-sweep.ts'
import manyFlows from './many-flows.ts'
import messagesAhead from './messages-ahead.ts'
import metricsRequests from './metrics-requests.ts'
import moves from './moves.ts'
import objects from './objects.ts'
import ownedTemplates from './owned-templates.ts'
import outbound from './outbound.ts'
import passwords from './passwords.ts'
import relay from './relay.ts'
import runProgress from './run-progress.ts'
import runSweep from './run-sweep.ts'
import runs from './runs.ts'
import schedules from './schedules.ts'
import secrets from './secrets.ts'
import stepEvents from './step-events.ts'
import stepLogs from './step-logs.ts'
import stepQueues from './step-queues.ts'
import stepReceipts from './step-receipts.ts'
import tokens from './tokens.ts'
import usage from './usage.ts'

/** All there are: what the inventory derives policies from, and what functions run with on one machine. Never bundled. */
export const capabilities: readonly Capability[] = [
  items,
  children,
  checkIn,
  metricsRequests,
  leaseSweep,
  changes,
  moves,
  flows,
  flowDefinitions,
  passwords,
  tokens,
  secrets,
  objects,
  events,
  schedules,
  executions,
  invocations,
  relay,
  assets,
  addresses,
  stepQueues,
  stepReceipts,
  runs,
  runProgress,
  outbound,
  componentFunctions,
  expressions,
  stepEvents,
  stepLogs,
  dataBuckets,
  messagesAhead,
  runSweep,
  flowSettling,
  catalogues,
  ownedTemplates,
  usage,
  additionSweep,
  manyFlows,
  hosting,
  hostingReports,
  hostingStandings,
  audit,
]
