import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { builtInComponents } from '../../../lib/core/components/component.ts'
import { root } from '../../../lib/inventory/registry.ts'
import type { Component } from '../../../lib/runtime/declarations/component.ts'
import { filesIn, textOf } from '../../_harness/imports.ts'

const files = filesIn('functions/components').filter((file) => !file.includes('/_'))
/** Stands for the components that users register. */
const standIn = 'registered'
const components = await Promise.all(
  files.map(async (file) => {
    const { default: component } = (await import(pathToFileURL(join(root, file)).href)) as { default: Component }
    return { file, component }
  }),
)

test('every file is a component that nobody can register, named like it', () => {
  const names = components.map(({ component }) => component.name)

  expect(names).toEqual(files.map((file) => basename(file, '.ts')))
  expect(builtInComponents).toEqual(expect.arrayContaining(names.filter((name) => name !== standIn)))
})

test('every component but those for S3 is there', () => {
  const wanted = builtInComponents.filter((name) => !name.startsWith('s3-'))

  expect(components.map(({ component }) => component.name)).toEqual(expect.arrayContaining(wanted))
})

test('every component has a section in its document, with an example that fits its settings', async () => {
  const { safeParse } = await import('../../../lib/runtime/declarations/schema.ts')
  for (const { component } of components.filter(
    ({ component: { name } }) => name !== standIn && !name.startsWith('s3-'),
  )) {
    const section = new RegExp(`\\n### \`${component.name}\`\\n([^]*?)(\\n##|$)`).exec(
      textOf('docs/components.md'),
    )?.[1]
    const examples = [...(section ?? '').matchAll(/```json\n([^]*?)```/g)].map(([, text = '']) => text)
    expect(examples, component.name).not.toEqual([])
    for (const example of examples)
      expect(safeParse(component.settings, JSON.parse(example)).success, example).toBe(true)
  }
})
