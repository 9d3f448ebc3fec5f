import { expect, test } from 'vitest'
import { DomainError } from '../../lib/core/errors.ts'
import { ttlCache } from '../../lib/runtime/credentials/ttl-cache.ts'

const outage = Object.assign(new Error('Slow down.'), { $metadata: { httpStatusCode: 503 } })
const refusal = new DomainError('credentials-rejected', 'No.')

test.each([
  ['an outage', outage, 'found'],
  ['contention', new DomainError('throttled', 'Again.'), 'found'],
  ['a refusal', refusal, undefined],
])(
  'after %s, the next look-up is given what was found before only where it may still hold',
  async (_what, error, told) => {
    let seconds = 0
    const formers: (string | undefined)[] = []
    const answers = [Promise.resolve('found')]
    const look = ttlCache<string, string>(
      60,
      () => new Date(seconds * 1000),
      (_key, former) => {
        formers.push(former)
        return answers.shift() ?? Promise.resolve('again')
      },
    )
    await look('key')
    seconds += 61
    answers.push(Promise.reject(error))
    await expect(look('key')).rejects.toBe(error)
    await look('key')

    expect(formers).toEqual([undefined, 'found', told])
  },
)
