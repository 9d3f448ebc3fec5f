import type { Actor } from '../actor.ts'
import type { Update } from '../change.ts'
import { contentOf, type Template } from './template.ts'
import { updateTemplate } from './write-template.ts'

/**
 * Takes an owner who is gone from a template. A published one that nobody owns any more is a draft again. No change for a template
 * of others.
 */
export function disownTemplate(template: Template, ownerId: string, actor: Actor): { change: Update<'template'>[] } {
  if (!template.owners.includes(ownerId)) return { change: [] }
  const content = contentOf(template)
  const owners = content.owners.filter(({ id }) => id !== ownerId)
  const status = owners.length === 0 && content.status === 'published' ? 'draft' : content.status
  return { change: [...updateTemplate(template, { ...content, owners, status }, actor).change] }
}
