import { bundle, bundleFolder } from '../lib/stacks/bundle.ts'
import { controlPlane } from '../lib/stacks/control-plane.ts'
import { loadRegistry } from '../lib/inventory/registry.ts'

/** The CDK app (`npx cdk synth`, `npx cdk deploy --all`): bundles the functions, then describes the stacks. */
const registry = await loadRegistry()
await bundle(registry.functions)
controlPlane(registry, bundleFolder).synth()
