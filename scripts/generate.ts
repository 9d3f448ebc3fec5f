import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { apiTypes } from '../lib/inventory/api-types.ts'
import { errorsTable } from '../lib/inventory/errors-table.ts'
import { openApi } from '../lib/inventory/openapi.ts'
import { operationsTable } from '../lib/inventory/operations-table.ts'
import { loadRegistry, root } from '../lib/inventory/registry.ts'
import { picture } from './picture.ts'
import { sampleApplication } from './sample-application.ts'

/** `npm run generate`: writes the committed documents from the registry, the README's picture and the sample archive; with `--check`, fails where one is not what it would write. */
const registry = await loadRegistry()
/** The APIs that the web console is a client of. */
const consoleDialects = registry.dialects.filter(({ name }) => ['control', 'mmc'].includes(name))
const documents = new Map<string, string | Uint8Array>([
  ['samples/orders-app.zip', await sampleApplication('orders-app')],
  ['docs/pictures/overview.svg', await picture('overview')],
  ['docs/operations.md', operationsTable(registry)],
  ['docs/errors.md', errorsTable(registry)],
  ['lib/console/app/api/routes.ts', apiTypes(consoleDialects.map((dialect) => openApi(registry, dialect)))],
  ...registry.dialects.map((dialect): [string, string] => [
    `docs/openapi/${dialect.name}.json`,
    `${JSON.stringify(openApi(registry, dialect), null, 2)}\n`,
  ]),
])

const stale: string[] = []
for (const [file, content] of documents) {
  const path = join(root, file)
  if (process.argv.includes('--check')) {
    if (!Buffer.from(content).equals(await readFile(path).catch(() => Buffer.alloc(0)))) stale.push(file)
  } else await writeFile(path, content)
}
if (stale.length > 0) {
  console.error(`Not up to date, run npm run generate: ${stale.join(', ')}`)
  process.exit(1)
}
