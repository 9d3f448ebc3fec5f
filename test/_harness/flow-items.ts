import type { Definition, Link, Step } from '../../lib/core/flows/definition.ts'
import type { Flow } from '../../lib/core/flows/flow.ts'
import { defaultTenant } from '../../lib/core/tenants.ts'
import { idSource } from '../../lib/runtime/invocation/context.ts'
import type { NewFlow } from '../../lib/core/flows/create-flow.ts'

/** A definition that says nothing. */
export const emptyDefinition: Definition = { steps: [], links: [], details: {} }

/** A flow as the store keeps it, with overrides; `name` is its key, handle and label. */
export const storedFlow = ({ name = 'f1', ...more }: Partial<Flow> & { name?: string } = {}): Flow => ({
  tenant: 'default',
  key: name,
  handle: name,
  label: name,
  id: 'a'.repeat(24),
  madeBy: 'appflow',
  owners: [],
  version: 1,
  status: 'draft',
  since: '2026-01-01T00:00:00.000Z',
  triggerKind: 'event',
  trigger: { kind: 'event' },
  tags: {},
  definitionVersion: 1,
  startedVersion: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  createdBy: 'ann',
  updatedAt: '2026-01-01T00:00:00.000Z',
  updatedBy: 'ann',
  ...more,
})

/** What `createFlow` makes a flow of, named as AppFlow's are. */
export const namedFlow = (name: string, id: string, more: Partial<NewFlow> = {}): NewFlow => ({
  tenant: 'default',
  name,
  id,
  madeBy: 'appflow',
  owners: [],
  trigger: { kind: 'event' },
  tags: {},
  definition: emptyDefinition,
  ...more,
})

/** The same of a dialect whose names may repeat. */
export const labelledFlow = (label: string, id: string): NewFlow => {
  const { name: _, ...flow } = namedFlow('', id, { madeBy: 'oih' }) as NewFlow & { name: string }
  return { ...flow, label }
}

const newId = idSource(() => new Date())

/** An on-demand flow of these steps, active from the start: each leads to the next unless `links` says otherwise. */
export const runnableFlow = (label: string, steps: Step[], tenant = defaultTenant, links = inARow(steps)): NewFlow => ({
  tenant,
  label,
  id: newId(),
  madeBy: 'oih',
  owners: [],
  trigger: { kind: 'on-demand' },
  tags: {},
  definition: { steps, links, details: {} },
})

const inARow = (steps: Step[]): Link[] =>
  steps.slice(1).map(({ id: to }, index) => ({ from: steps[index]?.id ?? '', to }))
