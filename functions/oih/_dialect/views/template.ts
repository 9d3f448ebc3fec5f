import { contentOf, type Template, type TemplateContent } from '#core/templates/template.ts'
import * as t from '#runtime/declarations/schema.ts'
import type { Content } from '#core/hub/content.ts'
import { graphOf, shared } from './flow.ts'

const text = t.optional(t.string())

export const TemplateView = t.object({
  ...shared,
  graph: graphOf({
    tenant: text,
    authorization: t.optional(t.object({ authType: text, authClientId: text })),
  }),
  status: t.string(),
  sourceTemplate: text,
})

/** What people gave of a template. */
export const givenOf = (template: Pick<Template, 'content'>) => contentOf(template) as unknown as Content

export function templateView(template: Template): t.Of<typeof TemplateView> {
  const { id, status, createdAt, updatedAt } = template
  return t.present({ id, ...givenOf(template), status, createdAt, updatedAt })
}

/** What is kept of a template, as the domain has it. */
export const asTemplateContent = (content: Content) => content as unknown as TemplateContent
