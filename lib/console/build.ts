import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Metafile, Plugin } from 'esbuild'

const root = join(import.meta.dirname, '../..')
const source = join(root, 'lib/console/app')

/** Where the console is built to: `console/index.html`, and `console/assets` with names that tell the content. */
export const consoleFolder = join(root, 'dist/console')

/**
 * Builds the web console unless it is there already as its sources are now, and gives its folder. The whole of it is one
 * esbuild call; what is served is compressed beside it as `.br` and `.gz`.
 */
export async function buildConsole(folder = consoleFolder): Promise<string> {
  const stamp = await stampOf()
  if (await isBuilt(folder, stamp)) return folder
  // Of this process alone: several that start at once each build it, and the last one stays.
  const making = `${folder}.${process.pid}`
  try {
    const metafile = await bundle(join(making, 'console/assets'))
    await writeFile(join(making, 'console/index.html'), pageOf(metafile))
    await compress(making)
    await writeFile(join(making, 'stamp'), stamp)
    await rm(folder, { recursive: true, force: true })
    await rename(making, folder).catch(async (error: unknown) => {
      if (!(await isBuilt(folder, stamp))) throw error
    })
    return folder
  } finally {
    await rm(making, { recursive: true, force: true })
  }
}

const isBuilt = async (folder: string, stamp: string): Promise<boolean> =>
  (await readFile(join(folder, 'stamp'), 'utf8').catch(() => '')) === stamp

/** Of the product, which the console comes with. */
async function version(): Promise<string> {
  return (JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }).version
}

/** Changes whenever a source or an installed package does. */
async function stampOf(): Promise<string> {
  const hash = createHash('sha256')
  const files = [join(root, 'package-lock.json'), join(root, 'lib/console/build.ts')]
  files.push(...globSync('**/*.{ts,tsx,css}', { cwd: source }).map((file) => join(source, file)))
  for (const file of files.sort()) {
    const { mtimeMs, size } = await stat(file)
    hash.update(`${file} ${mtimeMs} ${size}\n`)
  }
  return hash.digest('hex')
}

/**
 * Pages are chunks that are loaded when they are wanted. esbuild would leave out their styles, so further entries import them all
 * at once: what comes first has one style sheet, which the page links, and all other pages have another.
 */
async function bundle(assets: string): Promise<Metafile> {
  // Here, so that a start that finds the console built needs no esbuild.
  const { build } = await import('esbuild')
  const pages = globSync('pages/*.tsx', { cwd: source }).sort()
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join(source, 'main.tsx'), out: 'main' },
      { in: 'styles', out: 'styles' },
      { in: 'more-styles', out: 'more-styles' },
    ],
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    outdir: assets,
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    jsx: 'automatic',
    legalComments: 'none',
    charset: 'utf8',
    define: { SLUICE_VERSION: JSON.stringify(await version()) },
    metafile: true,
    logLevel: 'warning',
    plugins: [stylesOf({ styles: comesFirst, 'more-styles': pages }), withoutSurplus],
  })
  const isSurplus = (path: string) =>
    /styles-[^/]+\.js$/.test(path) || (path.endsWith('.css') && !/styles-[^/]+\.css$/.test(path))
  await Promise.all(
    Object.keys(metafile.outputs)
      .filter(isSurplus)
      .map((path) => rm(join(root, path))),
  )
  return metafile
}

/** What is seen first. Not the files that load pages: their styles would come with it. */
const comesFirst = ['base-styles.ts', 'shell/sign-in.tsx', 'shell/frame.tsx', 'pages/overview.tsx']

const stylesOf = (entries: Record<string, readonly string[]>): Plugin => ({
  name: 'styles',
  setup(setup) {
    setup.onResolve({ filter: /^(more-)?styles$/ }, ({ path }) => ({ path, namespace: 'styles' }))
    setup.onLoad({ filter: /.*/, namespace: 'styles' }, ({ path }) => ({
      contents: (entries[path] ?? []).map((file, index) => `export * as file${index} from './${file}'`).join('\n'),
      resolveDir: source,
    }))
  },
})

/**
 * Leaves out what the components bring and the console does without: their font, 130 kB in the style sheet where the system's own
 * does as well, their words in other languages, and an attribute that screen readers are not to find on a navigation.
 */
const withoutSurplus: Plugin = {
  name: 'without-surplus',
  setup(setup) {
    setup.onLoad({ filter: /global-styles[/\\]index\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replaceAll(/@font-face\s*\{[^}]*\}/g, ''),
      loader: 'css',
    }))
    setup.onLoad({ filter: /components[/\\]i18n[/\\]dynamic\.js$/ }, () => ({
      contents: 'export const importMessages = () => Promise.resolve([])',
    }))
    setup.onLoad({ filter: /visual-refresh[/\\]mobile-toolbar\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace('"aria-orientation": "horizontal", ', ''),
    }))
  },
}

/** The file name of an entry's output. */
function outputOf({ outputs }: Metafile, name: RegExp): string {
  const path = Object.keys(outputs).find((one) => name.test(one))
  if (!path) throw new Error(`The console has no ${name.source}.`)
  return basename(path)
}

const pageOf = (metafile: Metafile): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <title>Sluice</title>
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta name="more-styles" content="/console/assets/${outputOf(metafile, /\/more-styles-[^/]+\.css$/)}">
    <link rel="icon" href="data:,">
    <link rel="stylesheet" href="/console/assets/${outputOf(metafile, /\/styles-[^/]+\.css$/)}">
    <script type="module" src="/console/assets/${outputOf(metafile, /\/main-[^/]+\.js$/)}"></script>
  </head>
  <body>
    <div id="console"></div>
    <noscript>The console needs JavaScript.</noscript>
  </body>
</html>
`

/** Compressed once, not at each request. Quality 9 takes a fifth of the time of 11 and gives 3 % more. */
async function compress(folder: string): Promise<void> {
  const files = globSync('**/*.{html,js,css}', { cwd: folder }).map((file) => join(folder, file))
  await Promise.all(
    files.map(async (file) => {
      const content = await readFile(file)
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: content.length }
      await Promise.all([
        promisify(brotliCompress)(content, { params }).then((bytes) => writeFile(`${file}.br`, bytes)),
        promisify(gzip)(content).then((bytes) => writeFile(`${file}.gz`, bytes)),
      ])
    }),
  )
}

/**
 * What the browser needs before the first page of who is signed in is there, in bytes as they are sent: the page, its style sheet
 * and script, and whatever those import at once, by way of the shell and the overview.
 */
export async function firstLoad(folder = consoleFolder): Promise<number> {
  const assets = join(folder, 'console/assets')
  const page = await readFile(join(folder, 'console/index.html'), 'utf8')
  const wanted = [...page.matchAll(/(?:href|src)="\/console\/assets\/([\w.-]+)/g)].map(([, name = '']) => name)
  const names = globSync('{shell,overview}-*.js', { cwd: assets })
  const needed = new Set<string>()
  for (const name of [...wanted, ...names]) await addWithImports(assets, name, needed)
  const sizes = [...needed].map(async (name) => (await stat(join(assets, `${name}.br`))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

async function addWithImports(assets: string, name: string, found: Set<string>): Promise<void> {
  if (found.has(name)) return
  found.add(name)
  if (!name.endsWith('.js')) return
  const text = await readFile(join(assets, name), 'utf8')
  for (const [, next = ''] of text.matchAll(/(?:from|import)\s?"\.\/([\w.-]+)"/g))
    await addWithImports(assets, next, found)
}
