import { cp, mkdir, writeFile } from 'node:fs/promises'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../lib/inventory/registry.ts'
import { engineHome, installedVersion, isInstalled } from '../../lib/node-red/install.ts'
import { temporaryFolder } from '../_harness/process.ts'

const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, string>>
const { dependencies = {} } = read(join(engineHome, 'package.json'))

test('Node-RED is named in exact versions by its own package, and not by the product', () => {
  expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  const product = read(join(root, 'package-lock.json')).packages ?? {}
  expect(Object.keys(product).filter((name) => /node-red/.test(name))).toEqual([])
})

test('its lock file names no registry and no script that runs at the installation', () => {
  const locked = Object.values(read(join(engineHome, 'package-lock.json')).packages ?? {}) as unknown as object[]
  expect(locked.filter((one) => 'resolved' in one || 'hasInstallScript' in one)).toEqual([])
})

test('it is installed when all that is named is there in its version', async () => {
  expect(isInstalled()).toBe(true)
  expect(installedVersion()).toBe(dependencies['@node-red/runtime'])

  const { folder, remove } = await temporaryFolder()
  await cp(join(engineHome, 'package.json'), join(folder, 'package.json'))
  expect(isInstalled(folder)).toBe(false)
  for (const [name, version] of Object.entries({ ...dependencies, express: '4.0.0' })) {
    await mkdir(join(folder, 'node_modules', name), { recursive: true })
    await writeFile(join(folder, 'node_modules', name, 'package.json'), JSON.stringify({ version }))
  }
  expect(isInstalled(folder)).toBe(false)
  await remove()
})
