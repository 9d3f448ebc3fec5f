import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { SecretName } from '#runtime/declarations/resources.ts'
import type { State } from './state.ts'

export type Secrets = Readonly<Record<SecretName, string>>

/**
 * What a deployment would generate: the key that access keys are derived from and secrets sealed under, made once and kept in a
 * file of its own; and the administrator's password, which is what this start was told and is kept nowhere. Earlier
 * versions kept both in the database: they are moved out of it. Throws with the file's name when it cannot be read.
 */
export async function openSecrets(file: string | undefined, state: State, adminPassword: string): Promise<Secrets> {
  const formerKey = await state.get<string>('secret', 'master-key')
  const masterKey = file ? await keyIn(file, formerKey) : newKey()
  for (const name of ['master-key', 'admin-password']) await state.remove('secret', name)
  return { 'master-key': masterKey, 'admin-password': adminPassword }
}

async function keyIn(file: string, formerKey: string | undefined): Promise<string> {
  if (!existsSync(file)) {
    const masterKey = formerKey ?? newKey()
    await writeFile(`${file}.new`, JSON.stringify({ masterKey }), { mode: 0o600, flush: true })
    await rename(`${file}.new`, file)
    return masterKey
  }
  const masterKey = readKey(await readFile(file, 'utf8'))
  if (masterKey) return masterKey
  throw new Error(
    `${file} is damaged. Restore it: without it no access key is valid any more and no credential can be opened.`,
  )
}

function readKey(text: string): string | undefined {
  try {
    const { masterKey } = JSON.parse(text) as { masterKey?: unknown }
    return typeof masterKey === 'string' && masterKey !== '' ? masterKey : undefined
  } catch {
    return undefined
  }
}

const newKey = (): string => randomBytes(32).toString('base64url')
