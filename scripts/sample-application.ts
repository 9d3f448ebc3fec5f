import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { root } from '../lib/inventory/registry.ts'

/** The archive of a sample application, the same bytes each time: what the README deploys. */
export async function sampleApplication(name: string): Promise<Uint8Array> {
  const folder = join(root, 'samples', name)
  const files = (await readdir(folder)).sort()
  const entries = await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file))] as const))
  // In local time, as zips keep it: the same in every zone.
  return zipSync(Object.fromEntries(entries), { mtime: new Date(2014, 2, 4, 9, 7, 6) })
}
