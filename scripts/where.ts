import { readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join } from 'node:path'
import { bundleFolder } from '../lib/stacks/bundle.ts'

/**
 * `npm run where -- appflow-StopFlow 12:3456 …`: the places in the sources that places in a deployed bundle come from, as a
 * stack trace names them. Reads the maps of the last build, which must be of the same sources.
 */
const [name, ...places] = process.argv.slice(2)
if (name === undefined || places.length === 0) {
  console.error('npm run where -- <function> <line:column> …')
  process.exit(1)
}
const file = join(bundleFolder, name, 'index.mjs.map')
const map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
for (const place of places) {
  const [line = 1, column = 1] = place.split(':').map(Number)
  const origin = map.findOrigin(line, column)
  console.log(`${place}  ${'fileName' in origin ? `${origin.fileName}:${origin.lineNumber}` : 'nowhere'}`)
}
