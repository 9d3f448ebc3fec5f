import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the package that Node-RED is installed by, apart from the product. */
export const engineHome = join(import.meta.dirname, 'engine')

/** Whether all that the engine's package names is there, in the versions that it names. */
export function isInstalled(home = engineHome): boolean {
  const { dependencies } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    dependencies: Record<string, string>
  }
  return Object.entries(dependencies).every(([name, version]) => versionOf(home, name) === version)
}

function versionOf(home: string, name: string): string | undefined {
  const file = join(home, 'node_modules', name, 'package.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version : undefined
}

/** Installs the engine with `npm ci` where it is missing, about 80 MB. Throws when npm does. */
export async function install(home = engineHome): Promise<void> {
  if (isInstalled(home)) return
  console.error('Installing Node-RED (80 MB, once) …')
  const child = spawn('npm', ['ci', '--prefix', home, '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  })
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`npm ci --prefix ${home} ended with ${code}: Node-RED is not installed.`)
}

/** The version of Node-RED that is installed. */
export const installedVersion = (home = engineHome): string => versionOf(home, '@node-red/runtime') ?? ''
