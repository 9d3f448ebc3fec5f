import { parseArgs } from 'node:util'
import { fuzz } from '../test/_harness/fuzz.ts'

/**
 * `npm run fuzz`: sends the product, started in memory, requests to every route and every local AWS service that nobody
 * would send in good faith, and ends with 1 when one met an internal error, no answer, or took more than five seconds.
 * `--seed N` repeats a run, `--requests N` says how many, `--credentials` signs in: without, few get past the door.
 */
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    requests: { type: 'string', default: '30000' },
    credentials: { type: 'boolean', default: false },
  },
})
const [seed, requests] = [Number(values.seed), Number(values.requests)]
if (!Number.isInteger(seed) || !Number.isInteger(requests) || requests < 1) {
  console.error('--seed and --requests must be whole numbers.')
  process.exit(1)
}

console.log(`seed ${seed}, ${requests} requests ${values.credentials ? 'with' : 'without'} credentials`)
const started = performance.now()
const { statuses, faults } = await fuzz({ seed, requests, isKnown: values.credentials, isVerbose: true })
for (const [status, count] of Object.entries(statuses)) console.log(`${status.padStart(8)} ${count}`)
for (const { what, count, example } of faults) console.log(`\n${count} x ${what}\n  ${example}`)
console.log(`\n${faults.length} distinct faults in ${Math.round((performance.now() - started) / 1000)} s`)
process.exit(faults.length > 0 ? 1 : 0)
