import type { builtInComponents } from '#core/components/component.ts'
import { longestDelaySeconds } from '#core/components/delay.ts'
import { longestCallSeconds, readEndpoint } from '#core/components/endpoint.ts'
import { longestExpression } from '#core/components/expression.ts'
import * as t from '#runtime/declarations/schema.ts'
import { TransferSettings } from './transfer-settings.ts'

/**
 * The settings of each built-in component: what the components take, what the API's document shows, and what a flow is warned
 * of before it runs (docs/components.md).
 */
export const builtInSettings = {
  delay: t
    .object({
      seconds: t.optional(t.number().check(t.minimum(0), t.maximum(longestDelaySeconds))),
      until: t.optional(t.string().check(t.maxLength(1000))),
    })
    .check(t.refine(({ seconds, until }) => (seconds === undefined) !== (until === undefined), 'one of them')),
  event: t.object({ detailType: t.string().check(t.minLength(1), t.maxLength(128)) }),
  filter: t.object({ condition: t.string().check(t.maxLength(longestExpression)) }),
  'http-request': t.object({
    method: t.optional(t.oneOf(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])),
    url: t.string().check(t.maxLength(8192)),
    headers: t.optional(t.record(t.string(), t.string())),
    body: t.optional(t.unknown()),
    timeoutSeconds: t.optional(t.int().check(t.minimum(1), t.maximum(60))),
  }),
  lambda: t.object({
    functionName: t.string().check(t.refine((name) => readEndpoint(name)?.kind === 'lambda', 'the name of a function')),
    timeoutSeconds: t.optional(t.int().check(t.minimum(1), t.maximum(longestCallSeconds.lambda))),
  }),
  log: t.object({ text: t.optional(t.string().check(t.maxLength(1000))) }),
  's3-read': t
    .object({
      bucketName: t.string().check(t.minLength(3), t.maxLength(63)),
      key: t.optional(t.string().check(t.minLength(1), t.maxLength(2048))),
      prefix: t.optional(t.string().check(t.maxLength(2048))),
      content: t.optional(t.oneOf(['text', 'json', 'base64'])),
    })
    .check(t.refine(({ key, prefix }) => (key === undefined) !== (prefix === undefined), 'needs either key or prefix')),
  's3-write': t.object({
    bucketName: t.string().check(t.minLength(3), t.maxLength(63)),
    key: t.string().check(t.minLength(1), t.maxLength(2048)),
    body: t.optional(t.unknown()),
    isBase64: t.optional(t.boolean()),
    contentType: t.optional(t.string().check(t.maxLength(256))),
  }),
  split: t
    .object({
      path: t.optional(t.string().check(t.maxLength(1000))),
      expression: t.optional(t.string().check(t.maxLength(longestExpression))),
    })
    .check(t.refine(({ path, expression }) => path === undefined || expression === undefined, 'one of them only')),
  transform: t.object({ expression: t.string().check(t.maxLength(longestExpression)) }),
  's3-transfer': TransferSettings,
} satisfies Record<(typeof builtInComponents)[number], t.Schema>
