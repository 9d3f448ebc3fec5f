import { componentIdPattern, type Component } from '#core/components/component.ts'
import * as t from '#runtime/declarations/schema.ts'
import { Instant } from '../types.ts'

export const ComponentId = t.string().check(t.regex(componentIdPattern))

export const ComponentView = t.object({
  id: t.string(),
  description: t.optional(t.string()),
  endpoint: t.string(),
  functions: t.array(t.string()),
  timeoutSeconds: t.int(),
  /** Whether calls are signed. The secret itself is shown to nobody. */
  hasSigningSecret: t.boolean(),
  /** Rises with every change. */
  version: t.int(),
  createdAt: Instant,
  createdBy: t.string(),
  updatedAt: Instant,
  updatedBy: t.string(),
})

export const componentView = (component: Component): t.Of<typeof ComponentView> => ({
  id: component.id,
  description: component.description,
  endpoint: component.endpoint,
  functions: component.functions,
  timeoutSeconds: component.timeoutSeconds,
  hasSigningSecret: component.sealedSecret !== undefined,
  version: component.version,
  createdAt: component.createdAt,
  createdBy: component.createdBy,
  updatedAt: component.updatedAt,
  updatedBy: component.updatedBy,
})
