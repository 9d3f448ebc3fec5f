import { fork } from 'node:child_process'
import { once } from 'node:events'
import s3Transfer from '../functions/components/s3-transfer.ts'
import { startSteps, transferOf, type Steps } from '../test/_harness/transfer-steps.ts'
import { temporaryFolder } from '../test/_harness/process.ts'

/**
 * What transfers take: memory above the idle process while objects of 10 MB become files, and time for 2,000 small objects;
 * with `--large` a gigabyte in objects of 100 MB, and 100,000 small ones. Each is measured in a process of its own, which S3 is
 * in too, so these are upper bounds. Fails when a transfer takes more than 256 MB.
 */
const mega = 1024 ** 2
const sizes = { usual: { lines: 270_000, small: 2000 }, large: { lines: 2_700_000, small: 100_000 } }
type Size = keyof typeof sizes

export async function transfers(size: Size): Promise<void> {
  const { folder, remove } = await temporaryFolder()
  const types = size === 'large' ? ['CSV', 'JSON'] : ['CSV', 'JSON', 'PARQUET']
  const all = types.flatMap((type) => [`large ${type} SingleFile`, `large ${type} None`])
  for (const one of ['fill', ...all, 'small JSON None', 'small JSON SingleFile']) {
    // What suffices is asked: without a bound the collector waits.
    const execArgv = one === 'fill' ? [] : ['--max-old-space-size=180']
    const child = fork(import.meta.filename, [size, folder, one], { execArgv })
    const [code] = (await once(child, 'exit')) as [number]
    if (code !== 0) process.exitCode = 1
  }
  await remove()
}

async function work(size: Size, folder: string, what: string): Promise<void> {
  const steps = await startSteps(s3Transfer, { dataFolder: folder })
  if (what === 'fill') await fillAll(steps, sizes[size])
  else await measure(steps, what)
  await steps.app.stop()
}

async function measure(steps: Steps, what: string): Promise<void> {
  const [from = '', fileType, aggregationType] = what.split(' ')
  const idle = process.memoryUsage().rss
  let most = idle
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20)
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const settings = transferOf({ from, to: 'written', output: { fileType, aggregationConfig: { aggregationType } } })
  await steps.run({ settings, run: { id: what.replaceAll(' ', '-') } })
  clearInterval(timer)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = `${((performance.now() - begun) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`
  const above = Math.round((most - idle) / mega)
  console.log(`${what}: ${seconds}, ${above} MB above idle`)
  if (above > 256) process.exitCode = 1
}

async function fillAll(steps: Steps, { lines, small }: (typeof sizes)[Size]): Promise<void> {
  for (const name of ['large', 'small', 'written']) await steps.makeBucket(name)
  await fill(steps, 'large', 10, lines)
  await fill(steps, 'small', small, 3)
}

async function fill({ put }: Steps, bucket: string, objects: number, lines: number): Promise<void> {
  for (let object = 0; object < objects; object++) {
    const rows = Array.from({ length: lines }, (_, line) => `${object}-${line},Ada,Lovelace,${line % 97},some text\n`)
    await put(bucket, `in/${String(object).padStart(5, '0')}.csv`, `id,first,last,age,note\n${rows.join('')}`)
  }
}

// The process that one transfer is measured in.
const [size, folder, what] = process.argv.slice(2)
if (process.argv[1] === import.meta.filename && folder && what) await work(size as Size, folder, what)
