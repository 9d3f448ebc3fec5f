import { fork } from 'node:child_process'
import { once } from 'node:events'
import s3Transfer from '../functions/components/s3-transfer.ts'
import { openWorker, startSteps, transferOf, type Steps, type WorkerAddress } from '../test/_harness/transfer-steps.ts'

/**
 * What transfers take: memory above the idle process while objects of 10 MB become files, and time for 2,000 small objects;
 * with `--large` a gigabyte in objects of 100 MB, and 100,000 small ones. Each is measured in a process of its own, which has
 * the worker alone; S3 is in this one. Fails when a transfer takes more than 256 MB.
 */
const mega = 1024 ** 2
const sizes = { usual: { lines: 270_000, small: 2000 }, large: { lines: 2_700_000, small: 100_000 } }

export async function transfers(size: keyof typeof sizes): Promise<void> {
  const steps = await startSteps(s3Transfer)
  for (const name of ['large', 'small', 'written']) await steps.makeBucket(name)
  await fill(steps, 'large', 10, sizes[size].lines)
  await fill(steps, 'small', sizes[size].small, 3)
  const types = size === 'large' ? ['CSV', 'JSON'] : ['CSV', 'JSON', 'PARQUET']
  const all = types.flatMap((type) => [`large ${type} SingleFile`, `large ${type} None`])
  for (const one of [...all, 'small JSON None', 'small JSON SingleFile']) {
    // What suffices is asked: without a bound the collector waits.
    const execArgv = ['--max-old-space-size=180']
    const child = fork(import.meta.filename, [JSON.stringify(steps.address), one], { execArgv })
    const [code] = (await once(child, 'exit')) as [number]
    if (code !== 0) process.exitCode = 1
  }
  await steps.app.stop()
}

async function fill({ put }: Steps, bucket: string, objects: number, lines: number): Promise<void> {
  for (let object = 0; object < objects; object++) {
    const rows = Array.from({ length: lines }, (_, line) => `${object}-${line},Ada,Lovelace,${line % 97},some text\n`)
    await put(bucket, `in/${String(object).padStart(5, '0')}.csv`, `id,first,last,age,note\n${rows.join('')}`)
  }
}

async function measure(address: WorkerAddress, what: string): Promise<void> {
  const worker = openWorker(s3Transfer, address)
  const [from = '', fileType, aggregationType] = what.split(' ')
  const idle = process.memoryUsage().rss
  let most = idle
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20)
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const settings = transferOf({ from, to: 'written', output: { fileType, aggregationConfig: { aggregationType } } })
  await worker.run({ settings, run: { id: what.replaceAll(' ', '-') } })
  clearInterval(timer)
  const { user, system } = process.cpuUsage(cpu)
  const seconds = `${((performance.now() - begun) / 1000).toFixed(1)} s, ${((user + system) / 1e6).toFixed(1)} s of CPU`
  const above = Math.round((most - idle) / mega)
  console.log(`${what}: ${seconds}, ${above} MB above idle`)
  if (above > 256) process.exitCode = 1
}

// The process that one transfer is measured in.
const [address, what] = process.argv.slice(2)
if (process.argv[1] === import.meta.filename && address && what)
  await measure(JSON.parse(address) as WorkerAddress, what)
