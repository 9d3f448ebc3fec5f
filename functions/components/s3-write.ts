import { bodyOf, keyOf } from '#core/components/object-content.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

/**
 * Writes an object for each message: the message itself, or `body`, as text, JSON or, with `isBase64`, bytes. Key and body may
 * have templates in them; with `${messageId}` in the key no message writes over another. Passes on {bucketName, key, sizeBytes}.
 */
export default component({
  name: 's3-write',
  settings: t.object({
    bucketName: t.string().check(t.minLength(3), t.maxLength(63)),
    key: t.string().check(t.minLength(1), t.maxLength(2048)),
    body: t.optional(t.unknown()),
    isBase64: t.optional(t.boolean()),
    contentType: t.optional(t.string().check(t.maxLength(256))),
  }),
  effects: { usesDataBuckets: true },
  async run(call, { dataBuckets, signal }) {
    const { bucketName } = call.settings
    const values = templateValuesOf(call)
    const key = keyOf(call.settings.key, values)
    const { bytes, contentType } = bodyOf(call.settings, values)
    const sizeBytes = await dataBuckets(call.run.flowName, signal).put(bucketName, key, {
      content: [bytes],
      contentType,
    })
    return { messages: [{ bucketName, key, sizeBytes }] }
  },
})
