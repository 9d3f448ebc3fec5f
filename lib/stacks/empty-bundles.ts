import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Registry } from '#inventory/registry.ts'

/** What is built before the stacks are described: a folder of functions, and one of the web console's files. */
export interface Built {
  functions: string
  pages: string
}

/** Empty functions in place of the bundles, and a console without files, for whoever looks at templates and not at code; they are gone when `work` ends. */
export async function withEmptyBundles<T>(
  { functions }: Registry,
  work: (built: Built, folder: string) => T,
): Promise<Awaited<T>> {
  const folder = await mkdtemp(join(tmpdir(), 'sluice-empty-'))
  try {
    for (const { name } of functions) {
      await mkdir(join(folder, name))
      await writeFile(join(folder, name, 'index.mjs'), '')
    }
    const pages = join(folder, 'pages')
    await mkdir(join(pages, 'console/assets'), { recursive: true })
    return await work({ functions: folder, pages }, folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
