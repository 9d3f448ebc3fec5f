import type { Answer } from '../../api/client.ts'

export type Entry = Answer<'GET /v1/audit'>['records'][number]
export type Kind = Entry['thing']['kind']

/** What each kind of thing is called in a sentence; the compiler knows when one is missing. */
export const kinds: Readonly<Record<Kind, string>> = {
  flow: 'flow',
  'flow-template': 'flow template',
  rollout: 'rollout',
  cluster: 'cluster',
  server: 'server',
  agent: 'agent',
  'server-group': 'server group',
  deployment: 'deployment',
  application: 'application',
  user: 'user',
  'user-group': 'user group',
  'access-key': 'access key',
  'enrolment-token': 'enrolment token',
  component: 'component',
  credential: 'credential',
  'default-placement': 'default placement',
  settings: 'settings',
}

export const isKind = (text: string): text is Kind => text in kinds
