import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '../lib/inventory/registry.ts'

/**
 * `npm run new -- <dialect>[/<group>] <OperationName>` writes an operation and its test, `npm run new -- <dialect>` a
 * dialect. Each blank is `FILL IN`, which neither the compiler nor the tests let pass: both name the file and the line.
 */
const [place = '', name] = process.argv.slice(2)
const [dialect = '', group] = place.split('/')
const isThere = existsSync(join(root, 'functions', dialect, '_dialect/dialect.ts'))

if (!/^[a-z][a-z0-9-]*(\/[a-z][a-z0-9-]*)?$/.test(place))
  fail('Name a dialect, and perhaps a group in it: mmc/clusters.')
else if (name === undefined && (isThere || group)) fail(`There is a dialect ${dialect} already. Name an operation.`)
else if (name === undefined) await write(dialectFiles())
else if (!isThere) fail(`There is no dialect ${dialect}. First: npm run new -- ${dialect}`)
else if (!/^([A-Z][a-z0-9]*)+$/.test(name)) fail('Name an operation in Pascal case: CancelFlowExecutions.')
else await write(operationFiles(name))

function dialectFiles(): Record<string, string> {
  return {
    [`functions/${dialect}/_dialect/dialect.ts`]: `import type { Dialect } from '#runtime/declarations/dialect.ts'
import { operationOf } from '#runtime/declarations/operation.ts'
import { problemDocuments } from '#runtime/declarations/problem-documents.ts'

/** FILL IN: whose API it is, and what is particular about it. */
export const dialect: Dialect = {
  name: '${dialect}',
  title: 'FILL IN',
  description: 'FILL IN',
  basePath: '/${dialect}',
  authentication: 'FILL IN',
  bodyLimitBytes: 256 * 1024,
  nullIsAbsent: false,
  // Refusals are problem documents (RFC 9457). An API with a form of its own says it here instead.
  ...problemDocuments('Bearer realm="sluice"'),
}

export const operation = operationOf(dialect)
`,
  }
}

function operationFiles(operation: string): Record<string, string> {
  const kebab = operation.replaceAll(/([a-zA-Z0-9])(?=[A-Z])/g, '$1-').toLowerCase()
  const up = group ? '../../../..' : '../../..'
  const suite = `test/functions/${place}/every-operation.test.ts`
  const files = {
    [`functions/${place}/${kebab}.ts`]: `import * as t from '#runtime/declarations/schema.ts'
import { operation } from '${group ? '..' : '.'}/_dialect/dialect.ts'

/** FILL IN: what it does, as a sentence that begins with a verb: the summary in the documents. */
export default operation({
  name: '${operation}',
  route: 'FILL IN',
  example: { request: 'FILL IN', answer: 'FILL IN' },
  permission: 'FILL IN',
  input: t.object({}),
  output: t.object({}),
  fails: [],
  effects: {},
  run: () => Promise.resolve('FILL IN'),
})
`,
    [`test/functions/${place}/${kebab}.test.ts`]: `import { expect, test } from 'vitest'

test('FILL IN: a guarantee, in the present tense', () => {
  expect.fail('FILL IN: what ${operation} does, what it refuses, what it hides')
})
`,
  }
  if (existsSync(join(root, suite))) return files
  return {
    ...files,
    [suite]: `import { loadRegistry } from '${up}/lib/inventory/registry.ts'
import { isExempt } from '${up.slice(3)}/_harness/exceptions.ts'
import { everyOperation } from '${up.slice(3)}/_harness/suites/every-operation.ts'

everyOperation(await loadRegistry(), isExempt, 'functions/${place}')
`,
  }
}

async function write(files: Record<string, string>): Promise<void> {
  const taken = Object.keys(files).find((file) => existsSync(join(root, file)))
  if (taken) {
    fail(`${taken} is there already.`)
    return
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, file)), { recursive: true })
    await writeFile(join(root, file), text)
    console.log(file)
  }
  console.log('\nFill in what says FILL IN: docs/adding-an-operation.md')
}

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
