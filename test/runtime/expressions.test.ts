import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'
import { assetFolders, type AssetName } from '../../lib/runtime/declarations/resources.ts'
import { useCase } from '../../lib/runtime/declarations/use-case.ts'
import type { Environment } from '../../lib/runtime/invocation/context.ts'
import { contextFor } from '../_harness/components.ts'

const evaluation = useCase({
  effects: { evaluates: true },
  run: ({ evaluate }, expression: string, input: unknown) => evaluate(expression, input, {}),
})
const evaluate = (expression: string, input: unknown, env: Partial<Environment> = {}) =>
  evaluation.run(contextFor(evaluation, { env }) as never, expression, input)

test('expressions are evaluated from the folders that a function carries with it, wherever they are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'function-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const asset of ['expressions', 'jsonata'] as const)
    await cp(join(root, assetFolders[asset]), join(folder, asset), { recursive: true })

  const env = { assetsPath: (name: AssetName) => join(folder, name), metricsNamespace: 'of this test' }
  expect(await evaluate('a + 1', { a: 1 }, env)).toEqual({ json: '2' })
})

test('a process that cannot be started is a fault and no outcome, and the next call starts another', async () => {
  let folder = join(root, 'nowhere')
  const env = {
    assetsPath: (name: AssetName) => (folder === root ? join(root, assetFolders[name]) : folder),
    metricsNamespace: 'of the other test',
  }

  await expect(evaluate('1', {}, env)).rejects.toThrow('did not start')
  folder = root
  expect(await evaluate('1', {}, env)).toEqual({ json: '1' })
})

test('however many expressions there are, each comes to its own', async () => {
  for (let count = 0; count < 250; count++)
    expect(await evaluate(`${count} + a`, { a: 1 })).toEqual({ json: `${count + 1}` })
})
