import { buildConsole, firstLoad } from '../lib/console/build.ts'
import { bundle } from '../lib/stacks/bundle.ts'
import { loadRegistry } from '../lib/inventory/registry.ts'

/** `npm run build`: bundles every function and the web console into dist/, prints what each weighs, and fails past the budget. */
const { functions } = await loadRegistry()
const sizes = await bundle(functions)
const kilobytes = (bytes: number) => (bytes / 1024).toFixed(1).padStart(8)

console.log(`${'function'.padEnd(36)} ${'kB'.padStart(8)} ${'without SDK'.padStart(12)}`)
for (const { name, bytes, ownBytes } of sizes) {
  console.log(`${name.padEnd(36)} ${kilobytes(bytes)} ${kilobytes(ownBytes).padStart(12)}`)
}
const heavy = sizes.filter(
  ({ bytes, wholeBudgetBytes, ownBytes, budgetBytes }) => ownBytes > budgetBytes || bytes > wholeBudgetBytes,
)
if (heavy.length > 0) {
  console.error(`Over their budget (docs/decisions/0006): ${heavy.map(({ name }) => name).join(', ')}`)
  process.exit(1)
}

/** What the console's first page may weigh as it is sent (docs/decisions/0079). */
const consoleBudget = 350 * 1024
await buildConsole()
const weight = await firstLoad()
console.log(`\nconsole, first load compressed ${kilobytes(weight)} kB`)
if (weight > consoleBudget) {
  console.error('The console is over its budget (docs/decisions/0079).')
  process.exit(1)
}
