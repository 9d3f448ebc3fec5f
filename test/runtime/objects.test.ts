import { Logger } from '@aws-lambda-powertools/logger'
import { afterAll, expect, onTestFinished, test, vi } from 'vitest'
import { DomainError } from '../../lib/core/errors.ts'
import { names } from '../../lib/local/names.ts'
import { environment } from '../../lib/runtime/invocation/context.ts'
import { objectFirst, openObjects } from '../../lib/runtime/objects/objects.ts'
import { Replayed } from '../../lib/store/token.ts'
import { administrator, startTestApp } from '../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())
const env = {
  ...environment([]),
  endpoint: app.awsUrl,
  credentials: await app.keyFor(administrator),
  bucketName: names.bucket,
  logLevel: 'SILENT' as const,
}
const objects = openObjects({ env, tenant: 'default' })
const first = (id: string, error: Error) =>
  objectFirst(objects, 'artifacts', { id, bytes: Buffer.from('x') }, () => Promise.reject(error))
const kept = async () => (await app.objects.list('artifacts/')).map(({ key }) => key)

const refusals = [new DomainError('version-taken', 'Taken.'), new Replayed({ body: 'done' })]

test.each(refusals)('an object whose commit ends with %o is taken away again', async (error) => {
  await expect(first('one', error)).rejects.toBe(error)
  expect(await kept()).toEqual([])
})

test.each(refusals)(
  'where that fails, the answer is still %o, and the object that stays is reported',
  async (error) => {
    const failing = vi.spyOn(app.objects, 'remove').mockRejectedValue(new Error('The disk is gone.'))
    const logged = vi.spyOn(Logger.prototype, 'error').mockReturnValue(undefined)
    onTestFinished(() => void vi.restoreAllMocks())

    await expect(first('two', error)).rejects.toBe(error)

    expect(failing).toHaveBeenCalled()
    const object = { Bucket: names.bucket, Key: 'artifacts/default/two' }
    expect(logged).toHaveBeenCalledWith('object not removed', { object, error: expect.any(Error) })
    expect(await kept()).toEqual(['artifacts/default/two'])
  },
)
