import { mostContentBytes, mostObjects } from '#core/components/object-content.ts'
import { StepError } from '#core/runs/step-error.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

interface ReadObject {
  key: string
  bytes: Buffer
}

/**
 * An object of a user's bucket, or those under a prefix in the order of their keys, whole in memory. Throws a StepError when they
 * are too many or too large.
 */
export const readObjects = useCase({
  effects: { usesDataBuckets: true },
  async run(
    { dataBuckets },
    flowName: string,
    bucket: string,
    which: { key: string } | { prefix: string },
    signal: AbortSignal,
  ): Promise<ReadObject[]> {
    const buckets = dataBuckets(flowName, signal)
    const objects: ReadObject[] = []
    let left = mostContentBytes
    const add = async (key: string, etag?: string) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of buckets.read(bucket, key, etag)) {
        left -= chunk.length
        if (left < 0) throw new StepError(`${bucket}/${key} - what is read has more than 10 MB`)
        chunks.push(chunk)
      }
      objects.push({ key, bytes: Buffer.concat(chunks) })
    }
    if ('key' in which) {
      await add(which.key)
      return objects
    }
    for await (const page of buckets.list(bucket, which)) {
      for (const { key, etag } of page.filter((one) => !one.key.endsWith('/'))) {
        if (objects.length >= mostObjects) throw new StepError(`${bucket} has more than 1,000 objects under the prefix`)
        await add(key, etag)
      }
    }
    return objects
  },
})
