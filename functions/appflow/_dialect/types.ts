import * as t from '#runtime/declarations/schema.ts'

/** The named types of the AppFlow API (docs/dialects/appflow.md 2). Patterns match whole texts; `\s` is ASCII there. */
const text = (maximum: number, pattern: RegExp) => t.string().check(t.maxLength(maximum), t.regex(pattern))

export const FlowName = text(256, /^[a-zA-Z0-9][\w!@#.-]+$/)
export const FlowArn = t.string().check(t.maxLength(512))
export const FlowStatus = t.oneOf(['Active', 'Deprecated', 'Deleted', 'Draft', 'Errored', 'Suspended'])
export const TriggerType = t.oneOf(['Scheduled', 'Event', 'OnDemand'])
export const ExecutionId = text(256, /^\S+$/)
export const ExecutionStatus = t.oneOf(['InProgress', 'Successful', 'Error', 'CancelStarted', 'Canceled'])
export const ClientToken = t.string().check(t.minLength(1), t.maxLength(256), t.regex(/^[ -~]+$/))
export const FlowDescription = text(2048, /^[\w!@#\-.?, \t\n\v\f\r]*$/)
export const MaxResults = t.int().check(t.minimum(1), t.maximum(100))
export const NextToken = text(2048, /^\S+$/)
export const KmsArn = t.string().check(t.minLength(20), t.maxLength(2048), t.regex(/^arn:aws:kms:.*:[0-9]+:.*$/))
export const ResourceArn = text(512, /^arn:aws:.*:.*:[0-9]+:.*$/)
/** Epoch seconds, with or without a fraction: SDKs throw on anything else (docs/dialects/appflow.md 1.3). */
export const Timestamp = t.number()
export const epochSeconds = (at: string): number => Date.parse(at) / 1000

// `+-=` in both patterns is a range, from `+` to `=`: digits, and `, - . / : ; <` besides its ends.
export const TagKey = t.string().check(t.minLength(1), t.maxLength(128), t.regex(/^(?!aws:)[a-zA-Z+-=._:/]+$/))
const TagValue = text(256, /^[ \t\n\v\f\r\w+-=.:/@]*$/)

export const mostTags = 50
export const TagMap = t.record(TagKey, TagValue).check(
  t.refine((tags) => Object.keys(tags).length <= mostTags, {
    message: `must have at most ${mostTags} entries`,
    params: { kind: 'length' },
  }),
)
