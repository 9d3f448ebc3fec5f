import { call, type Answer } from '../../api/client.ts'
import { Refusal } from '../../api/refusal.ts'

/** What can be done with flows. `run` begins a run of each now. */
export const commands = ['start', 'stop', 'pause', 'resume', 'run'] as const
export type Command = (typeof commands)[number]

export const actions: Readonly<Record<Command, string>> = {
  start: 'Start',
  stop: 'Stop',
  pause: 'Pause',
  resume: 'Resume',
  run: 'Run now',
}

const dones: Readonly<Record<Command, string>> = {
  start: 'started',
  stop: 'stopped',
  pause: 'paused',
  resume: 'resumed',
  run: 'run started',
}

export type Outcome = Answer<'POST /v1/flows/commands'>['outcomes'][number] & { runId?: string }

/** Does it, or with `dryRun` only asks what would come of it, which of a run is not told before: an outcome for each flow. */
export async function command(what: Command, flows: readonly string[], dryRun = false): Promise<Outcome[]> {
  if (what === 'run') return dryRun ? [] : runEach(flows)
  const { outcomes } = await call('POST /v1/flows/commands', { body: { command: what, flows: [...flows], dryRun } })
  return outcomes
}

/** One after the other: each is a request, and a hundred at once would keep others waiting. */
async function runEach(flows: readonly string[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  for (const flow of flows) {
    try {
      const { id } = await call('POST /v1/flows/{flow}/runs', { path: { flow }, body: {} })
      outcomes.push({ flow, outcome: 'changed', runId: id })
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      outcomes.push({ flow, outcome: 'refused', error: { code: error.code, message: error.message } })
    }
  }
  return outcomes
}

/** What an outcome is called. Of a flow on runtimes that takes a while it says no more than that it is under way. */
export function wordOf(what: Command, { outcome, status }: Outcome): string {
  if (outcome === 'unchanged') return 'no change'
  if (outcome !== 'changed') return outcome
  return status === 'starting' || status === 'stopping' ? status : dones[what]
}

/** `3 stopped, 1 refused`; of runs `2 runs started`. */
export function summaryOf(what: Command, outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, (one) => wordOf(what, one))
  return [...counts].map(([word, some]) => `${some.length} ${some.length > 1 ? plurals(word) : word}`).join(', ')
}

const plurals = (word: string): string => (word === dones.run ? 'runs started' : word)

/** What the button says: how many of the flows it can be done to. */
export function actionOf(what: Command, count: number, outcomes: readonly Outcome[]): string {
  const able = outcomes.filter(({ outcome }) => outcome === 'changed').length
  return able > 0 && able < count ? `${actions[what]} ${able} of ${count} flows` : actions[what]
}
