import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { errorsTable } from '../../lib/inventory/errors-table.ts'
import { openApi } from '../../lib/inventory/openapi.ts'
import { operationsTable } from '../../lib/inventory/operations-table.ts'
import { loadRegistry, root } from '../../lib/inventory/registry.ts'
import { exceptions } from '../_harness/exceptions.ts'
import { filesIn, importsOf, textOf } from '../_harness/imports.ts'

const registry = await loadRegistry()
const sources = ['bin', 'lib', 'functions', 'scripts'].flatMap(filesIn)

/** What each part of the tree may import, besides itself and Node; the first pattern that fits a file counts. */
const rules: { files: RegExp; ours: RegExp; packages: RegExp }[] = [
  { files: /^lib\/core\//, ours: /^lib\/core\//, packages: /^(saxes|qs|hyparquet-writer)$/ },
  {
    files: /^lib\/store\//,
    ours: /^lib\/(core|store)\//,
    packages: /^@aws-sdk\/(client-dynamodb|lib-dynamodb|util-dynamodb)$|^@smithy\/protocol-http$/,
  },
  {
    files: /^lib\/runtime\//,
    ours: /^lib\/(core|store|runtime)\//,
    packages:
      /^(zod|@middy|@aws-lambda-powertools|@smithy|@fastify\/busboy|yauzl|aws-lambda|@aws-sdk\/(client-(dynamodb|eventbridge|lambda|s3|scheduler|secrets-manager|sfn|sqs|sts)|credential-provider-env|s3-request-presigner|util-dynamodb)$)/,
  },
  // Of the domain the console has types; all else that it knows comes through the API.
  {
    files: /^lib\/console\/app\//,
    ours: /^lib\/(console\/app|core)\//,
    packages:
      /^(react|react-dom\/client|wouter|croner|@noble\/hashes\/.*|@cloudscape-design\/(components|global-styles)\b.*)$/,
  },
  { files: /^lib\/console\//, ours: /^lib\/console\/[^/]+$/, packages: /^esbuild$/ },
  { files: /^lib\/app\//, ours: /^lib\/(app|core|runtime)\//, packages: /^$/ },
  { files: /^functions\//, ours: /^(lib\/(app|core|runtime)\/|functions\/)/, packages: /^$/ },
  // Reads every declaration there is, by loading it: nothing that becomes a function imports it.
  { files: /^lib\/inventory\//, ours: /^lib\/(core|store|runtime|inventory)\//, packages: /^zod\/mini$/ },
  {
    files: /^lib\/stacks\//,
    ours: /^lib\/(core|store\/table|runtime|inventory|stacks|console\/[^/]+$)/,
    packages: /^(aws-cdk-lib|constructs|cdk-nag|esbuild)/,
  },
  {
    files: /^lib\/local\//,
    ours: /^lib\/((core|store|runtime|inventory|local)\/|console\/headers)/,
    packages: /^(croner|aws-lambda|aws-local-stepfunctions|@smithy\/(protocol-http|signature-v4)|zod\/mini)$/,
  },
  // A runtime knows the control plane by its protocol only; what is in an archive both read alike.
  {
    files: /^lib\/simulator\//,
    ours: /^lib\/(simulator\/|local\/(timers|trusted-origins)|core\/(applications\/mule-configuration|agents\/(hosted-flows|bounded-reports)|own\.ts))/,
    packages: /^fflate$/,
  },
  // So does Node-RED, whose own packages it loads by name from a folder of theirs.
  {
    files: /^lib\/node-red\//,
    ours: /^lib\/(node-red\/|simulator\/(conversation|memory|protocol)|local\/timers|core\/(agents\/hosted-flows|agents\/bounded-reports|flows\/definition|own|time)\.ts)/,
    packages: /^$/,
  },
  { files: /^(bin|scripts)\//, ours: /./, packages: /./ },
]

describe('imports', () => {
  test.each(sources)('%s imports what its place allows', (file) => {
    const rule = rules.find(({ files }) => files.test(file))
    const { ours, packages } = importsOf(file)
    expect(ours.filter((one) => !rule?.ours.test(one))).toEqual([])
    expect(packages.filter((one) => !rule?.packages.test(one))).toEqual([])
  })

  test('the console loads nothing of ours but its own', () => {
    const loaded = filesIn('lib/console/app').flatMap((file) => importsOf(file).loadedFirst)
    expect(loaded.filter((one) => !one.startsWith('lib/console/app/'))).toEqual([])
  })

  test('a dialect never imports another', () => {
    for (const file of filesIn('functions')) {
      const [, own] = file.split('/')
      expect(importsOf(file).ours.filter((one) => one.startsWith('functions/') && one.split('/')[1] !== own)).toEqual(
        [],
      )
    }
  })

  test('paths that climb out of a folder go by alias', () => {
    const climbing = sources
      .filter((file) => !/^(bin|scripts)/.test(file))
      .filter((file) => /from '(\.\.\/){2,}(app|core|inventory|store|runtime)\//.test(textOf(file)))
    expect(climbing).toEqual([])
  })
})

test('the environment is read where it is told to functions and programs only', () => {
  const readers = sources.filter((file) =>
    /process\.env\b/.test(textOf(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')),
  )
  expect(readers.sort()).toEqual([
    'bin/local.ts',
    'bin/node-red.ts',
    'bin/simulate.ts',
    'lib/runtime/invocation/context.ts',
  ])
})

describe.each(registry.operations)('$file', ({ operation, file }) => {
  const kebab = operation.name.replaceAll(/([a-zA-Z])(?=[A-Z])/g, '$1-').toLowerCase()

  test('is named after its operation, and so is its test', () => {
    expect(basename(file)).toBe(`${kebab}.ts`)
    expect(existsSync(join(root, 'test', file.replace(/\.ts$/, '.test.ts')))).toBe(true)
  })

  test('is held to the shared guarantees by a test in its folder', () => {
    const suite = `test/${dirname(file)}/every-operation.test.ts`
    expect(textOf(suite)).toContain(`everyOperation(await loadRegistry(), isExempt, '${dirname(file)}')`)
  })
})

test('no declaration spreads a list of effects: what is shared is a use case', () => {
  const spreading = filesIn('functions').filter((file) => /effects(: |\w* = )\{[^}]*\.\.\./i.test(textOf(file)))
  expect(spreading).toEqual([])
})

test('no two functions and no two routes share a name', () => {
  const unique = (names: string[]) => expect([...new Set(names)]).toHaveLength(names.length)
  unique(registry.functions.map(({ name }) => name))
  unique(registry.routes.map(({ method, path }) => `${method} ${path}`))
})

test('files stay within their size', () => {
  const limit = (file: string) => (file.startsWith('functions/') ? 120 : file.startsWith('lib/core/') ? 150 : 300)
  expect(sources.filter((file) => textOf(file).split('\n').length > limit(file) + 1)).toEqual([])
})

test('nothing that was scaffolded is left to be filled in', () => {
  const files = [...sources, ...filesIn('test/functions')].filter((file) => file !== 'scripts/new.ts')
  const blanks = files.flatMap((file) =>
    textOf(file)
      .split('\n')
      .flatMap((line, index) => (line.includes('FILL IN') ? [`${file}:${index + 1}: ${line.trim()}`] : [])),
  )
  expect(blanks).toEqual([])
})

test('file names are kebab-case and say what is in them', () => {
  const names = sources.map((file) => basename(file).replace(/\.tsx?$/, ''))
  expect(names.filter((name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name))).toEqual([])
  expect(names.filter((name) => /^(utils?|helpers?|common|manager|index)$/.test(name))).toEqual([])
})

test('generated documents are what the registry generates', () => {
  expect(textOf('docs/operations.md')).toBe(operationsTable(registry))
  expect(textOf('docs/errors.md')).toBe(errorsTable(registry))
  for (const dialect of registry.dialects) {
    expect(JSON.parse(textOf(`docs/openapi/${dialect.name}.json`))).toEqual(
      JSON.parse(JSON.stringify(openApi(registry, dialect))),
    )
  }
})

test('the OpenAPI documents are valid', async () => {
  const { Validator } = await import('@seriousme/openapi-schema-validator')
  for (const dialect of registry.dialects) {
    const result = await new Validator().validate(
      JSON.parse(textOf(`docs/openapi/${dialect.name}.json`)) as Record<string, unknown>,
    )
    expect(result).toMatchObject({ valid: true })
  }
})

test('every exception has a guarantee, a function that exists, and a reason', () => {
  for (const [guarantee, name, reason] of exceptions) {
    expect(guarantee).toBeTruthy()
    expect(registry.functions.map((unit) => unit.name)).toContain(name)
    expect(reason.length).toBeGreaterThan(20)
  }
})

test('an effect or an error that is not declared does not compile', async () => {
  const { execFileSync } = await import('node:child_process')
  // The files hold @ts-expect-error lines: the compiler fails on any that is no error.
  execFileSync(process.execPath, [
    join(root, 'node_modules/typescript7/bin/tsc'),
    '--noEmit',
    '-p',
    join(root, 'test/architecture/tsconfig.json'),
  ])
})
