import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Registry } from '#inventory/registry.ts'

/** Empty functions in place of the bundles, for whoever looks at templates and not at code; they are gone when `work` ends. */
export async function withEmptyBundles<T>({ functions }: Registry, work: (folder: string) => T): Promise<Awaited<T>> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-empty-'))
  try {
    for (const { name } of functions) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'index.mjs'), '')
    }
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
