import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'
import { capabilities } from '#runtime/capabilities/all.ts'
import { prefixesOf } from '#runtime/capabilities/objects.ts'
import { isIdentified, type Operation } from '#runtime/declarations/operation.ts'
import { assetFolders } from '#runtime/declarations/resources.ts'
import { root, type FunctionDefinition } from '#inventory/registry.ts'
import { checkDynamicImports, clientVersions, replacedModules } from './lean-sdk.ts'

/**
 * Bundles all functions in one esbuild run: a folder each with `index.mjs`, its source map, and the assets its effects
 * name. A function's entry is a few lines made here from the registry, so that no entry file is kept by hand.
 */
export const bundleFolder = join(root, 'dist/functions')

/** How what becomes a function is bundled. */
export const bundling = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  charset: 'utf8',
  alias: replacedModules,
  // CommonJS dependencies call `require('node:…')`, which an ES module does not have.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
  plugins: [clientVersions],
  logLevel: 'warning',
} satisfies BuildOptions

/** Bytes of a function's bundle, all of it and without the AWS SDK (which pays for itself once per container). */
export interface BundleSize {
  name: string
  bytes: number
  ownBytes: number
  budgetBytes: number
  /** What all of it may be. */
  wholeBudgetBytes: number
}

/** What a function's code without the AWS SDK may be (docs/decisions/0006): past this it has caught something it should not. */
function budgetOf(unit: FunctionDefinition): number {
  // Workers carry every component there is for their queue.
  if (unit.kind === 'worker') return workerBudgets[unit.queue].own * 1024
  // The relay knows the settings of every built-in component, for tenants that are strict, and tells runtimes what to host.
  if (unit.kind === 'relay') return relayBudget.own * 1024
  // What takes bodies of any media type carries the readers of forms, XML and nested names.
  if (unit.kind === 'operation' && unit.operation.anyBody) return anyBodyBudget.own * 1024
  // What takes archives in carries the readers of forms and zips.
  return (unit.effects.writesObjects?.includes('artifacts') ? 177 : 125) * 1024
}

/** In kB, without the AWS SDK and with it. */
const relayBudget = { own: 155, whole: 573 }
const anyBodyBudget = { own: 216, whole: 572 }
const workerBudgets = { steps: { own: 129, whole: 620 }, 'long-steps': { own: 210, whole: 720 } } as const

/**
 * What a bundle may be with the SDK: the client of DynamoDB, and more where objects are signed for or the relay speaks to
 * five services. What answers that nothing is there needs no client.
 */
function wholeBudgetOf(unit: FunctionDefinition): number {
  const { kind, effects } = unit
  if (kind === 'worker') return workerBudgets[unit.queue].whole * 1024
  if (kind === 'relay') return relayBudget.whole * 1024
  if (kind === 'operation' && unit.operation.anyBody) return anyBodyBudget.whole * 1024
  if (prefixesOf(effects).length > 0) return 520 * 1024
  return (kind === 'fallback' && !effects.invokes ? 44 : 315) * 1024
}

export async function bundle(functions: readonly FunctionDefinition[], folder = bundleFolder): Promise<BundleSize[]> {
  await rm(folder, { recursive: true, force: true })
  const { metafile } = await build({
    ...bundling,
    entryPoints: functions.map(({ name }) => ({ in: `function:${name}`, out: `${name}/index` })),
    outdir: folder,
    metafile: true,
    plugins: [entries(functions), ...bundling.plugins],
  })
  checkDynamicImports(metafile)
  await Promise.all(functions.map((unit) => copyAssets(unit, folder)))
  await writeFile(join(folder, 'package.json'), '{"type":"module"}\n')
  return sizesOf(metafile, functions)
}

const entries = (functions: readonly FunctionDefinition[]): Plugin => ({
  name: 'function-entries',
  setup(setup) {
    const units = new Map(functions.map((unit) => [`function:${unit.name}`, unit]))
    setup.onResolve({ filter: /^function:/ }, ({ path }) => ({ path, namespace: 'function' }))
    setup.onLoad({ filter: /.*/, namespace: 'function' }, ({ path }) => {
      const unit = units.get(path)
      return unit && { contents: entryOf(unit), loader: 'ts', resolveDir: root }
    })
  },
})

/** The entry of a function: what it is declared by, the capabilities that its effects name, and the handler made of both. */
function entryOf(unit: FunctionDefinition): string {
  const { names, imports } = capabilitiesOf(unit)
  const declarations = unit.files.map((file, index) => `import part${index} from './${file}'`).join('\n')
  const name = JSON.stringify(unit.name)
  switch (unit.kind) {
    case 'operation':
      return `${declarations}\n${imports}\n${authenticatorOf(unit.operation)}\nimport { lambda } from '#runtime/invocation/lambda.ts'
export const handler = lambda(part0, ${names}, authenticator)`
    case 'task':
      return `${declarations}\n${imports}\nimport { taskHandler } from '#runtime/declarations/task.ts'\nexport const handler = taskHandler(${name}, part0, ${names})`
    case 'authorizer':
      return `import { authorizerHandler } from '#runtime/credentials/authorizer.ts'\nexport const handler = authorizerHandler(${name})`
    case 'fallback':
      return `import { dialect } from './functions/${unit.dialect.name}/_dialect/dialect.ts'
import { fallback } from '#runtime/declarations/fallback.ts'
${unit.effects.invokes ? "import invocations from '#runtime/capabilities/invocations.ts'" : 'const invocations = undefined'}
export const handler = fallback(dialect, ${JSON.stringify(unit.targets)}, invocations)`
    case 'relay':
      return `${declarations}\n${imports}\nimport { relayHandler } from '#runtime/entries/stream.ts'
export const handler = relayHandler(${partsOf(unit)}, ${names})`
    case 'worker':
      return `${declarations}\n${imports}\nimport { workerHandler } from '#runtime/entries/queue.ts'
export const handler = workerHandler(${JSON.stringify(unit.queue)}, ${partsOf(unit)}, ${names})`
  }
}

const partsOf = ({ files }: FunctionDefinition): string => `[${files.map((_file, index) => `part${index}`).join(', ')}]`

function capabilitiesOf({ effects }: FunctionDefinition): { names: string; imports: string } {
  const named = capabilities.filter(({ isFor }) => isFor(effects))
  const imports = named.map(({ name }, index) => `import capability${index} from '#runtime/capabilities/${name}.ts'`)
  return { imports: imports.join('\n'), names: `[${named.map((_one, index) => `capability${index}`).join(', ')}]` }
}

const authenticatorOf = (operation: Operation): string =>
  isIdentified(operation)
    ? `import authenticator from '#runtime/credentials/authenticators/${operation.dialect.authentication}.ts'`
    : 'const authenticator = undefined'

async function copyAssets({ name, effects }: FunctionDefinition, folder: string): Promise<void> {
  for (const asset of effects.assets ?? []) {
    const target = join(folder, name, asset)
    await mkdir(target, { recursive: true })
    await cp(join(root, assetFolders[asset]), target, { recursive: true })
  }
}

const isSdk = (path: string) => /node_modules\/(@aws-sdk|@smithy|@aws-crypto|@aws|tslib)\//.test(path)

function sizesOf({ outputs }: Metafile, functions: readonly FunctionDefinition[]): BundleSize[] {
  const units = new Map(functions.map((unit) => [unit.name, unit]))
  return Object.entries(outputs)
    .filter(([path]) => path.endsWith('index.mjs'))
    .map(([path, { bytes, inputs }]) => {
      const sdk = Object.entries(inputs).reduce(
        (sum, [input, { bytesInOutput }]) => sum + (isSdk(input) ? bytesInOutput : 0),
        0,
      )
      const name = path.slice(0, -'/index.mjs'.length).split('/').at(-1) ?? ''
      const unit = units.get(name)
      const budgets = unit && { budgetBytes: budgetOf(unit), wholeBudgetBytes: wholeBudgetOf(unit) }
      return { name, bytes, ownBytes: bytes - sdk, budgetBytes: 0, wholeBudgetBytes: 0, ...budgets }
    })
    .sort((one, other) => other.ownBytes - one.ownBytes)
}
