import * as z from 'zod/mini'
import { fromJson } from '../protocol.ts'

const text = z.optional(z.string())
const transformer = z.object({ InputPathsMap: z.optional(z.record(z.string(), z.string())), InputTemplate: z.string() })
const target = z.looseObject({
  Id: z.string(),
  Arn: z.string(),
  Input: text,
  InputPath: text,
  InputTransformer: z.optional(transformer),
})
const entry = z.looseObject({
  Source: text,
  DetailType: text,
  Detail: text,
  /** Epoch seconds, within what a date can be. */
  Time: z.optional(z.number().check(z.minimum(-8.64e12), z.maximum(8.64e12))),
  Resources: z.optional(z.array(z.string())),
  EventBusName: text,
})
export type Target = z.infer<typeof target>
export type Entry = z.infer<typeof entry>

/** What any action takes. */
export const input = z.looseObject({
  Name: text,
  EventBusName: text,
  EventPattern: text,
  ScheduleExpression: text,
  State: z.optional(z.enum(['ENABLED', 'DISABLED'])),
  Description: text,
  Rule: text,
  Targets: z.optional(z.array(target)),
  Ids: z.optional(z.array(z.string())),
  Entries: z.optional(z.array(entry)),
  NamePrefix: text,
})
export type Input = z.infer<typeof input>

export const isJsonObject = (text: string): boolean => {
  const value = fromJson(text)
  return value !== null && typeof value === 'object' && !Array.isArray(value)
}
