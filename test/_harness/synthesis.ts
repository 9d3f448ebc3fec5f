import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Registry } from '../../lib/inventory/registry.ts'
import { controlPlane } from '../../lib/stacks/control-plane.ts'
import { withEmptyBundles } from '../../lib/stacks/empty-bundles.ts'

/** A resource as it stands in a template. */
export interface Resource {
  Type: string
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into resources of any type
  Properties: Record<string, any>
  DeletionPolicy?: string
  UpdateReplacePolicy?: string
  DependsOn?: string[]
}

export interface Synthesis {
  /** The resources of each stack by their logical ids. */
  stacks: Record<string, Record<string, Resource>>
  all: Resource[]
  ofType: (type: string) => Resource['Properties'][]
}

/** Synthesizes the stacks as `cdk synth` does, cdk-nag included, with empty functions in place of the bundles. */
export const synthesize = (registry: Registry, context: Record<string, string> = {}): Promise<Synthesis> =>
  withEmptyBundles(registry, (built, folder) => {
    const { context: usual } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { context: Record<string, string> }
    const app = controlPlane(registry, built, { outdir: join(folder, 'cdk.out'), context: { ...usual, ...context } })
    const stacks = Object.fromEntries(
      app
        .synth()
        .stacks.map(({ stackName, template }) => [
          stackName,
          (template as { Resources: Record<string, Resource> }).Resources,
        ]),
    )
    const all = Object.values(stacks).flatMap((resources) => Object.values(resources))
    return {
      stacks,
      all,
      ofType: (type: string) => all.filter(({ Type }) => Type === type).map(({ Properties }) => Properties),
    }
  })
