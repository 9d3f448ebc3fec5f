import { loadRegistry } from '../lib/inventory/registry.ts'
import { controlPlane } from '../lib/stacks/control-plane.ts'
import { withEmptyBundles } from '../lib/stacks/empty-bundles.ts'
import { assumed, idleCost, prices, sentenceOf } from '../lib/stacks/idle-cost.ts'

/** `npm run cost`: what an installation costs a month while nobody uses it, from the templates and a table of list prices. */
type Resources = Parameters<typeof idleCost>[0]
const registry = await loadRegistry()
const resources = await withEmptyBundles(registry, (built) =>
  controlPlane(registry, built)
    .synth()
    .stacks.flatMap(({ template }) =>
      Object.values((template as { Resources: Record<string, Resources[0]> }).Resources),
    ),
)
const cost = idleCost(resources)
for (const { what, count, usd } of cost.lines)
  console.log(`${what.padEnd(20)} ${Math.round(count).toString().padStart(8)} ${usd.toFixed(2).padStart(8)}`)
console.log(`\n${sentenceOf(cost)}\n`)
console.log('Prices:', prices)
console.log('Assumed of each run:', assumed)
