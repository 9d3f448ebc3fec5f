import { buildConsole } from '../lib/console/build.ts'
import { bundle, bundleFolder } from '../lib/stacks/bundle.ts'
import { controlPlane } from '../lib/stacks/control-plane.ts'
import { loadRegistry } from '../lib/inventory/registry.ts'

/** The CDK app (`npx cdk synth`, `npx cdk deploy --all`): bundles the functions and the console, then describes the stacks. */
const registry = await loadRegistry()
await bundle(registry.functions)
controlPlane(registry, { functions: bundleFolder, pages: await buildConsole() }).synth()
