import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { root } from '../../lib/inventory/registry.ts'

/** The TypeScript files of a folder, by their paths in the repository. */
export const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.includes('node_modules/'))
    .map((file) => `${folder}/${file}`)

export const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

export interface Imports {
  /** Files of the repository. */
  ours: string[]
  /** Those of them that come before this one: all but what `import()` loads when it is wanted. */
  first: string[]
  /** Those of them that are loaded first: all but `import type` and `export type`. */
  loadedFirst: string[]
  packages: string[]
}

/** What a file imports, by `import`, `export … from` or `import()`. */
export function importsOf(file: string): Imports {
  const found = [
    ...textOf(file).matchAll(/^(?:import|export)( type)?\b[^'`"]*?from '([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map(([, isType, stated, loaded]) => ({
    isType: isType !== undefined,
    isLazy: loaded !== undefined,
    specifier: stated ?? loaded ?? '',
  }))
  const pathOf = (one: string) =>
    one.startsWith('#') ? one.replace(/^#(\w+)\//, 'lib/$1/') : normalize(join(dirname(file), one))
  const ours = found
    .filter(({ specifier }) => /^[#.]/.test(specifier))
    .map(({ specifier, ...kind }) => ({ ...kind, path: pathOf(specifier) }))
  const pathsOf = (some: typeof ours) => some.map(({ path }) => path)
  const first = ours.filter(({ isLazy }) => !isLazy)
  return {
    ours: pathsOf(ours),
    first: pathsOf(first),
    loadedFirst: pathsOf(first.filter(({ isType }) => !isType)),
    packages: found.map(({ specifier }) => specifier).filter((one) => !/^[#.]|^node:/.test(one) && !one.includes('${')),
  }
}

/** The shortest way back to each file that imports itself over others, one for each circle. */
export function circlesIn(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const seen = new Set<string>()
  return [...imports.keys()].flatMap((file) => {
    const circle = seen.has(file) ? undefined : wayBack(file, imports)
    for (const one of circle ?? []) seen.add(one)
    return circle ? [circle] : []
  })
}

function wayBack(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const reached = new Set<string>()
  let ways = [[file]]
  while (ways.length > 0) {
    const longer: string[][] = []
    for (const way of ways) {
      for (const next of imports.get(way.at(-1) ?? '') ?? []) {
        if (next === file) return way
        if (reached.has(next)) continue
        reached.add(next)
        longer.push([...way, next])
      }
    }
    ways = longer
  }
  return undefined
}
