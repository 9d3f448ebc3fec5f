import { bodyOf, keyOf } from '#core/components/object-content.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/**
 * Writes an object for each message: the message itself, or `body`, as text, JSON or, with `isBase64`, bytes. Key and body may
 * have templates in them; with `${messageId}` in the key no message writes over another. Passes on {bucketName, key, sizeBytes}.
 */
export default component({
  name: 's3-write',
  settings: builtInSettings['s3-write'],
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
