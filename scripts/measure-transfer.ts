import { setInterval } from 'node:timers'
import s3Transfer from '../functions/components/s3-transfer.ts'
import { startSteps, transferOf, type Steps } from '../test/_harness/transfer-steps.ts'
import { temporaryFolder } from '../test/_harness/process.ts'

/**
 * What transfers take: memory above the idle process while 100 MB in ten objects become one file, and time for 2,000 small
 * objects. S3 is in the same process, so both are upper bounds. Fails when a transfer takes more than 256 MB:
 * `node scripts/measure-transfer.ts`.
 */
const { folder, remove } = await temporaryFolder()
const steps = await startSteps(s3Transfer, { dataFolder: folder })
const mega = 1024 ** 2
const idle = process.memoryUsage().rss

async function measure(what: string, run: () => Promise<unknown>): Promise<number> {
  let most = 0
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20)
  const begun = performance.now()
  await run()
  clearInterval(timer)
  const seconds = (performance.now() - begun) / 1000
  console.log(`${what}: ${seconds.toFixed(1)} s, ${Math.round((most - idle) / mega)} MB above idle`)
  return (most - idle) / mega
}

async function fill({ put }: Steps, bucket: string, objects: number, lines: number): Promise<void> {
  for (let object = 0; object < objects; object++) {
    const rows = Array.from({ length: lines }, (_, line) => `${object}-${line},Ada,Lovelace,${line % 97},some text\n`)
    await put(bucket, `in/${String(object).padStart(5, '0')}.csv`, `id,first,last,age,note\n${rows.join('')}`)
  }
}

for (const name of ['large', 'small', 'written']) await steps.makeBucket(name)
await fill(steps, 'large', 10, 270_000)
await fill(steps, 'small', 2000, 3)

const taken: number[] = []
for (const fileType of ['CSV', 'JSON', 'PARQUET']) {
  for (const aggregationType of ['SingleFile', 'None']) {
    const settings = transferOf({
      from: 'large',
      to: 'written',
      output: { fileType, aggregationConfig: { aggregationType } },
    })
    const run = () => steps.run({ settings, run: { id: `${fileType}-${aggregationType}` } })
    taken.push(await measure(`100 MB to ${fileType}, ${aggregationType}`, run))
  }
}
await measure('2,000 small objects', () => steps.run({ settings: transferOf({ from: 'small', to: 'written' }) }))
await steps.app.stop()
await remove()
if (Math.max(...taken) > 256) throw new Error('A transfer takes more than 256 MB above the idle process.')
