import { App, Validations, type AppProps } from 'aws-cdk-lib'
import { AwsSolutionsChecks } from 'cdk-nag'
import type { Dialect } from '#runtime/declarations/dialect.ts'
import type { Registry } from '#inventory/registry.ts'
import { ConsoleStack } from './console-stack.ts'
import { DataStack } from './data-stack.ts'
import { DialectStack } from './dialect-stack.ts'
import type { Built } from './empty-bundles.ts'
import { readSettings } from './settings.ts'
import { WorkflowStack } from './workflow-stack.ts'

/** The CDK app: data, workflow, a stack for each dialect, all from the registry, and the web console in front of them. */
export function controlPlane(registry: Registry, { functions: bundles, pages }: Built, props?: AppProps): App {
  const app = new App(props)
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app))
  const settings = readSettings(app)
  const name = (part: string) => `${settings.prefix}Sluice-${part}`
  const dialects = registry.dialects.map((dialect) => dialect.name)
  const data = new DataStack(app, name('Data'), { ...settings, dialects }, { description: 'Sluice: state' })
  const addresses: Record<string, string> = {}
  const shared = { data, settings, bundles, addresses }
  const workflow = new WorkflowStack(app, name('Workflow'), registry, shared, {
    description: 'Sluice: relay, schedules, authorizer',
  })
  // Whoever is told where the others are comes after them.
  const isTold = (one: Dialect) =>
    registry.operations.some(({ operation }) => operation.dialect.name === one.name && operation.effects.addresses)
  const inOrder = [...registry.dialects].sort((one, other) => Number(isTold(one)) - Number(isTold(other)))
  for (const dialect of inOrder) {
    const stack = new DialectStack(app, name(dialect.name), registry, dialect, shared, { description: dialect.title })
    stack.addStackDependency(workflow, 'the authorizer')
    addresses[dialect.name] = stack.address
  }
  const files = { pages, addresses, archives: data.bucket.bucketName }
  new ConsoleStack(app, name('Console'), settings, files, { description: 'Sluice: web console' })
  return app
}
