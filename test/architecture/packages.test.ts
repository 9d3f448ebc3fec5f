import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { startEngine } from '../../lib/local/engine.ts'
import { root } from '../../lib/inventory/registry.ts'

interface Locked {
  version: string
  os?: string[]
  cpu?: string[]
  optional?: boolean
  resolved?: string
}
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  optionalDependencies: Record<string, string>
}
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, Locked>
}

// npm ci refuses a lock file that lacks an optional package, on every platform, and refuses a plain one of another platform.
test.each(['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64', 'win32-x64'])(
  'the engine for %s is an optional package of one version, and locked for its platform alone',
  (platform) => {
    const [os, cpu] = platform.split('-')
    const name = `@dynoxide/${platform}`

    expect(manifest.optionalDependencies[name]).toBe(manifest.optionalDependencies['@dynoxide/linux-x64'])
    expect(packages[`node_modules/${name}`]).toMatchObject({
      version: manifest.optionalDependencies[name],
      os: [os],
      cpu: [cpu],
      optional: true,
    })
  },
)

test('the lock file names no registry', () => {
  expect(Object.keys(packages).filter((name) => packages[name]?.resolved)).toEqual([])
})

const { arch } = process
afterEach(() => void Object.defineProperty(process, 'arch', { value: arch }))

test('without an engine for the platform, the start names the command that installs it', async () => {
  Object.defineProperty(process, 'arch', { value: 'riscv64' })

  await expect(startEngine('table.db')).rejects.toThrow(
    `npm install --no-save @dynoxide/${process.platform}-riscv64@${manifest.optionalDependencies['@dynoxide/linux-x64']}`,
  )
})
