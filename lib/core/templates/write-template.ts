import { gzipSync } from 'node:zlib'
import type { Actor } from '../actor.ts'
import type { Change, Count } from '../change.ts'
import { invalid } from '../errors.ts'
import { labelOf, shortened } from '../flows/create-flow.ts'
import type { Template, TemplateContent } from './template.ts'

/** How many templates a tenant may have. */
export const templateQuota = 100_000

/** An item takes 400 KB, its other members included. */
const largestBytes = 350 * 1024

const secondsKept = 24 * 60 * 60

/** Makes a template. Refused: `template-quota-exceeded`, `input-invalid` for one that no item could hold. */
export function createTemplate(
  { tenant, id, content }: Pick<Template, 'tenant' | 'id'> & { content: TemplateContent },
  { at, name: by }: Actor,
) {
  const item: Template = {
    tenant,
    id,
    version: 1,
    ...kept(content),
    createdAt: at,
    createdBy: by,
    updatedAt: at,
    updatedBy: by,
  }
  const change = [
    {
      kind: 'create',
      entity: 'template',
      item,
      taken: 'version-conflict',
      message: 'There is a template with this id already.',
    },
    countTemplate(tenant, 1),
  ] as const satisfies Change
  return { after: item, change }
}

/** Replaces the content of a template. Refused: `input-invalid` for one that no item could hold. */
export function updateTemplate(template: Template, content: TemplateContent, { at, name: by }: Actor) {
  const set = { ...kept(content), updatedAt: at, updatedBy: by }
  const change = [{ kind: 'update', entity: 'template', before: template, set }] as const satisfies Change
  return { after: { ...template, ...set, version: template.version + 1 }, change }
}

/** Deletes a template and leaves, for a day, who did it. */
export function deleteTemplate(template: Template, { at, name: by }: Actor) {
  const { tenant, id, version } = template
  const tombstone = {
    tenant,
    id,
    version: version + 1,
    deletedAt: at,
    deletedBy: by,
    expiresAt: Math.floor(Date.parse(at) / 1000) + secondsKept,
  }
  const change = [
    { kind: 'delete', entity: 'template', before: template },
    { kind: 'put', entity: 'template-tombstone', item: tombstone },
    countTemplate(tenant, -1),
  ] as const satisfies Change
  return { change }
}

function kept(content: TemplateContent) {
  const data = gzipSync(JSON.stringify(content))
  if (data.length > largestBytes) throw invalid([], 'A template is at most 350 kB when it is compressed.')
  const { name, description, type, status, owners } = content
  return {
    status,
    label: labelOf(name),
    description: shortened(description),
    type: labelOf(type),
    owners: owners.map(({ id }) => id),
    content: data,
  }
}

const countTemplate = (tenant: string, by: 1 | -1): Count => ({
  kind: 'count',
  entity: 'tally',
  tenant,
  name: 'template',
  by,
  ...(by === 1
    ? {
        atMost: templateQuota,
        exceeded: 'template-quota-exceeded' as const,
        message: `There are ${templateQuota} templates already, which is the quota.`,
      }
    : {}),
})
