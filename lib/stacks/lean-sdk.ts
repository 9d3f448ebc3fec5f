import { readFile } from 'node:fs/promises'
import type { Metafile, Plugin } from 'esbuild'

/**
 * What keeps the AWS SDK small in the functions' bundles (docs/decisions/0006). Only modules that packages export by name
 * are replaced, never files inside a package, which the SDK may move as it likes.
 */

/** Modules of the SDK that no function reaches, and what stands in for each. A name that one lacks fails the build. */
export const replacedModules: Record<string, string> = {
  '@aws-sdk/credential-provider-node': './lib/runtime/credentials/environment-credentials.ts',
  '@aws-sdk/endpoint-cache': './lib/runtime/sdk/endpoint-cache.ts',
  '@smithy/core/event-streams': './lib/runtime/sdk/event-streams.ts',
}

/** A client imports its whole package.json, 2 kB and more, and reads its version, for the user agent. */
export const clientVersions: Plugin = {
  name: 'client-versions',
  setup(setup) {
    setup.onLoad({ filter: /@aws-sdk[\\/]client-[\w-]+[\\/]package\.json$/ }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string }
      return { contents: JSON.stringify({ version }), loader: 'json' }
    })
  },
}

/**
 * Throws when a bundle loads a module with `import()` that has imports of its own. The bundler keeps the whole of such a
 * module and of everything it imports, used or not: one such import kept 62 kB of unused SDK in every bundle.
 */
export function checkDynamicImports({ inputs, outputs }: Metafile): void {
  const bundled = new Set(Object.values(outputs).flatMap((output) => Object.keys(output.inputs)))
  for (const importer of bundled) {
    for (const { kind, path, external } of inputs[importer]?.imports ?? []) {
      const isLeaf = external || inputs[path]?.imports.every((one) => one.external) !== false
      if (kind !== 'dynamic-import' || isLeaf) continue
      throw new Error(
        `${importer} loads ${path} with import(), which keeps unused code in the bundle (docs/decisions/0006).`,
      )
    }
  }
}
