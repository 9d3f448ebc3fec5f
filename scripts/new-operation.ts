import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { root } from '../lib/runtime/registry.ts'

/** `npm run new -- <dialect>[/<group>] <OperationName>`: writes an operation and its test, with the blanks to fill in. */
const [place = '', name = ''] = process.argv.slice(2)
const [dialect = ''] = place.split('/')
if (!/^[A-Z][A-Za-z]+$/.test(name) || !existsSync(join(root, 'functions', dialect, '_dialect/dialect.ts'))) {
  console.error('npm run new -- <dialect>[/<group>] <OperationName>   e.g. npm run new -- appflow CancelFlowExecutions')
  process.exit(1)
}
const kebab = name.replaceAll(/([a-zA-Z])(?=[A-Z])/g, '$1-').toLowerCase()
const up = place.includes('/') ? '..' : '.'
const files = {
  [`functions/${place}/${kebab}.ts`]: `import * as t from '#runtime/schema.ts'
import { operation } from '${up}/_dialect/dialect.ts'

/** One sentence that says what it does: the summary in the documents. */
export default operation({
  name: '${name}',
  route: 'POST /${kebab}',
  example: { request: {}, answer: {} },
  permission: 'flows.read',
  input: t.object({}),
  output: t.object({}),
  fails: [],
  effects: {},
  async run(_input, _context) {
    return {}
  },
})
`,
  [`test/functions/${place}/${kebab}.test.ts`]: `import { afterAll, expect, test } from 'vitest'
import { startTestApp } from '${place.includes('/') ? '../' : ''}../../_harness/app.ts'

const app = await startTestApp()
afterAll(() => app.stop())

test('says what it guarantees', () => {
  expect(app.functions.names).toContain('${dialect}-${name}')
})
`,
}
for (const [file, text] of Object.entries(files)) {
  const path = join(root, file)
  if (existsSync(path)) {
    console.error(`${file} is there already.`)
    process.exit(1)
  }
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  console.log(file)
}
console.log(`\nThen: its example, npm run generate, and docs/adding-an-operation.md.`)
