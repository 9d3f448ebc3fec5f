import { Carrier, restMilliseconds } from './carrier.ts'
import { embed, errorLevel, type LogEntry } from './embedded.ts'
import type {
  EngineAnswer,
  EngineCall,
  EngineCalls,
  EngineNews,
  EngineOptions,
  EngineRequest,
} from './engine-messages.ts'
import { InHand } from './in-hand.ts'
import { Runs } from './runs.ts'

/**
 * The process that Node-RED and the code of flows live in. It has no environment, knows no credential and decides nothing:
 * the agent says which flows to carry. It ends with the agent.
 */
let carrier: Carrier | undefined

async function start(options: EngineOptions): Promise<EngineCalls['start']['answers']> {
  const now = () => Date.now()
  const runs = new Runs(now)
  const inHand = new InHand(runs, now)
  const log = (entry: LogEntry) => {
    carrier?.hear(entry)
    if (entry.level <= errorLevel && entry.z === undefined) console.error(entry.msg)
  }
  const engine = await embed({ ...options, log, hooks: inHand.hooks })
  engine.onStatus(({ id, status }) => {
    const node = engine.node(id)
    if (node) inHand.noteStatus(node, status)
  })
  const carries = new Carrier(engine, inHand, runs)
  carrier = carries
  setInterval(() => {
    const news: EngineNews = { idle: carries.takeIdle(), runs: carries.takeEndedRuns() }
    if (news.idle.length > 0 || news.runs.length > 0) process.send?.(news)
  }, restMilliseconds)
  return { port: engine.port, types: engine.types }
}

const running = (): Carrier => {
  if (!carrier) throw new Error('Node-RED has not been started.')
  return carrier
}

const calls: { [Name in EngineCall]: (value: EngineCalls[Name]['takes']) => unknown } = {
  start,
  apply: (flows) => running().apply(flows),
  begin: (run) => {
    running().begin(run)
    return null
  },
  figures: () => running().figures(),
  ping: () => null,
}

async function answer({ id, call, value }: EngineRequest): Promise<EngineAnswer> {
  try {
    return { id, value: await (calls[call] as (value: unknown) => unknown)(value) }
  } catch (error) {
    return { id, error: (error as Error).message }
  }
}

process.on('message', (request: EngineRequest) => void answer(request).then((text) => process.send?.(text)))
process.on('disconnect', () => process.exit(0))
// A promise that a flow lost breaks nothing. After an exception nobody knows: the agent starts another process.
process.on('unhandledRejection', (reason) => console.error(`A flow lost a promise: ${String(reason)}`))
process.on('uncaughtException', (error) => {
  console.error(error)
  process.exit(1)
})
