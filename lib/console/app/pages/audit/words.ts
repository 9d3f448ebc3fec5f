import type { Entry } from './kinds.ts'

/** What was done, and to what part of the thing, as people say it: `stopped`, `flow OrderFlow of orders-app on`. */
export interface Action {
  verb: string
  part: string
}

type Told = Pick<Entry, 'verb' | 'thing' | 'changed' | 'from' | 'to'>

/** What a change is called. The API names the members that changed; of what is steered by such a member that says what was done. */
export function actionOf(entry: Told): Action {
  const { verb, thing } = entry
  if (verb !== 'created' && verb !== 'deleted') {
    if (thing.kind === 'rollout') return { verb: rolloutVerb(entry), part: '' }
    if (thing.kind === 'server') return serverAction(entry)
    if (thing.kind === 'flow' && entry.changed.some((name) => name.startsWith('placement')))
      return { verb: 'moved', part: '' }
  }
  return { verb, part: '' }
}

function rolloutVerb({ verb, changed, from, to }: Told): string {
  if (changed.includes('isCancelling') && to.isCancelling === true) return 'asked to cancel'
  if (changed.includes('isPausing') && to.isPausing === true) return 'asked to pause'
  if (changed.includes('status')) {
    if (from.status === 'paused' && (to.status === 'pending' || to.status === 'running')) return 'resumed'
    if (to.status === 'running') return 'began'
    if (to.status === 'succeeded') return 'completed'
  }
  return verb === 'failed' ? 'recorded the failure of' : verb
}

const memberPath = /^desired\.applications\.(.+)\.(flows|endpoints)\.(.+)$/
const applicationPath = /^desired\.applications\.(.+)\.(versionId|deploymentId|placement|state|restartGeneration)$/

/** What a runtime is wanted to do is part of its server. */
function serverAction(entry: Told): Action {
  const { verb, changed, to } = entry
  const members = changed.flatMap((name) => {
    const [, application = '', kind = '', member = ''] = memberPath.exec(name) ?? []
    return member ? [{ application, kind: kind.slice(0, -1), member, state: String(to[name]) }] : []
  })
  const [first] = members
  if (first && members.length === changed.length && members.every(({ state }) => state === first.state)) {
    const what = members.length === 1 ? `${first.kind} ${first.member}` : `${members.length} ${first.kind}s`
    return { verb: verbs[first.state] ?? 'changed', part: `${what} of ${first.application} on` }
  }
  const applications = [...new Set(changed.flatMap((name) => applicationPath.exec(name)?.[1] ?? []))]
  const [application] = applications
  if (application !== undefined && applications.length === 1) return applicationAction(entry, application)
  const command = to['desired.command.kind']
  if (changed.includes('desired.command.generation') && typeof command === 'string')
    return { verb: `asked to ${command}`, part: '' }
  return { verb, part: applications.length > 1 ? `${applications.length} applications on` : '' }
}

function applicationAction({ changed, from, to }: Told, application: string): Action {
  const path = (member: string) => `desired.applications.${application}.${member}`
  if (changed.includes(path('versionId')) || changed.includes(path('placement')))
    return to[path('versionId')] === undefined && from[path('versionId')] !== undefined
      ? { verb: 'removed', part: `${application} from` }
      : { verb: 'deployed', part: `${application} to` }
  if (changed.includes(path('restartGeneration'))) return { verb: 'restarted', part: `${application} on` }
  const state = to[path('state')] === 'stopped' ? 'stopped' : 'started'
  return { verb: changed.includes(path('state')) ? state : 'changed', part: `${application} on` }
}

const verbs: Readonly<Record<string, string>> = {
  running: 'started',
  started: 'started',
  paused: 'paused',
  stopped: 'stopped',
}

/** Who did it: what Sluice does by itself names the function that did. */
export const actorOf = ({ actor: { name, kind }, door }: Pick<Entry, 'actor' | 'door'>): string =>
  kind !== 'service' && door !== 'sluice' ? name : name === 'sluice' ? 'Sluice' : `Sluice (${name})`

const doors: Readonly<Record<string, string>> = {
  control: 'control API',
  mmc: 'MMC API',
  appflow: 'AppFlow API',
  oih: 'OIH API',
  'flow-manager': 'flow-manager API',
  agent: 'agent',
  direct: 'direct invocation',
  'event-bridge': 'EventBridge',
}

/** Which way they came; of what Sluice does by itself there is nothing to say. */
export const doorOf = (door: string): string => (door === 'sluice' ? '–' : (doors[door] ?? door))
