import { contentOf, keyOf } from '#core/components/object-content.ts'
import { fillText } from '#core/components/template.ts'
import { templateValuesOf } from '#core/components/step-values.ts'
import { readObjects } from '#app/transfers/read-objects.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/**
 * Reads the object at `key`, or all under `prefix` (1,000 at most), 10 MB together, and passes each on as {bucketName, key,
 * sizeBytes, content}: its text, its JSON, or its bytes in base64. Key and prefix may have templates in them.
 */
export default component({
  name: 's3-read',
  settings: builtInSettings['s3-read'],
  uses: { readObjects },
  async run(call, { use, signal }) {
    const { bucketName, key, prefix = '', content = 'text' } = call.settings
    const values = templateValuesOf(call)
    const which = key === undefined ? { prefix: fillText(prefix, values) } : { key: keyOf(key, values) }
    const objects = await use.readObjects(call.run.flowName, bucketName, which, signal)
    const messages = objects.map((object) => ({
      bucketName,
      key: object.key,
      sizeBytes: object.bytes.length,
      content: contentOf(object.bytes, content, `${bucketName}/${object.key}`),
    }))
    return { messages }
  },
})
