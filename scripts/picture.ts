import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { instance } from '@viz-js/viz'
import { root } from '../lib/inventory/registry.ts'

/** Boxes keep their own background, and arrows are a grey with contrast on white and on black, so either page colour will do. */
const style = `<style>
  path, polygon { stroke: #848d97 }
  .edge polygon { fill: #848d97 }
  .edge text { fill: #848d97 }
  .outside path { fill: #f6f8fa }
  .dialect path { fill: #ddf4ff }
  .core path { fill: #dafbe1 }
  .service path { fill: #fff8c5 }
  .node text { fill: #1f2328 }
  @media (prefers-color-scheme: dark) {
    .outside path { fill: #21262d }
    .dialect path { fill: #0c2d6b }
    .core path { fill: #033a16 }
    .service path { fill: #4b2900 }
    .node text { fill: #f0f6fc }
  }
</style>`

/** Draws `docs/pictures/<name>.dot` with Graphviz, for light and dark pages: the same text each time. */
export async function picture(name: string): Promise<string> {
  const viz = await instance()
  const svg = viz.renderString(await readFile(join(root, 'docs/pictures', `${name}.dot`), 'utf8'), { format: 'svg' })
  return svg.replace(/<svg[^>]*>/, (tag) => `${tag}\n${style}`)
}
