import type { Answer } from '../../api/client.ts'

type Trigger = Answer<'GET /v1/runs'>['runs'][number]['trigger']

const words: Readonly<Record<Trigger['kind'], string>> = {
  'on-demand': 'on demand',
  schedule: 'schedule',
  webhook: 'webhook',
  api: 'run now',
  retry: 'retry',
}

/** What began a run, and who, where that was somebody: `run now by admin`. */
export const triggerText = ({ kind, by }: Trigger): string =>
  kind === 'schedule' || by === kind ? words[kind] : `${words[kind]} by ${by}`
