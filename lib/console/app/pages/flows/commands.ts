import { call, type Answer } from '../../api/client.ts'
import { Refusal } from '../../api/refusal.ts'

/** What can be done with flows. `run` begins a run of each now. */
export const commands = ['start', 'stop', 'pause', 'resume', 'run'] as const
export type Command = (typeof commands)[number]

export const deeds: Readonly<Record<Command, string>> = {
  start: 'Start',
  stop: 'Stop',
  pause: 'Pause',
  resume: 'Resume',
  run: 'Run now',
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

/** What the console calls an outcome: of runs that were begun nothing was changed. */
export const wordOf = ({ outcome, runId }: Outcome): string => (runId === undefined ? outcome : 'begun')

/** `3 changed, 1 refused`. */
export function summaryOf(outcomes: readonly Outcome[]): string {
  const counts = Map.groupBy(outcomes, wordOf)
  return [...counts].map(([word, some]) => `${some.length} ${word}`).join(', ')
}
