import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * The folder of the state: one process's at a time, and for its owner's eyes only. Without a path everything is kept in
 * memory but objects, which go to a temporary folder that is removed in the end.
 */
export interface DataFolder {
  /** The engine's database file. */
  database?: string
  /** The file of the installation's secrets, which are not in the database. */
  secrets?: string
  objects: string
  release: () => Promise<void>
}

/** Another process uses the folder. */
export class FolderInUse extends Error {}

const databaseName = 'table.db'
const lockName = 'lock.db'
const sqliteBusy = 5

/** Opens the folder, made if need be. Throws `FolderInUse`, or with the reason why it cannot be written. */
export async function openDataFolder(path?: string): Promise<DataFolder> {
  if (path === undefined) {
    const objects = await mkdtemp(join(tmpdir(), 'sluice-objects-'))
    return { objects, release: () => rm(objects, { recursive: true, force: true }) }
  }
  await makePrivate(path)
  const release = lock(path)
  return {
    database: join(path, databaseName),
    secrets: join(path, 'secrets.json'),
    objects: join(path, 'objects'),
    release,
  }
}

/** Keeps others out of the folder and its files, unless it is a folder that held something else before. */
async function makePrivate(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const found = await readdir(path, { withFileTypes: true })
  if (found.length > 0 && !found.some(({ name }) => name === databaseName || name === lockName)) return
  await chmod(path, 0o700)
  await Promise.all(found.filter((one) => one.isFile()).map(({ name }) => chmod(join(path, name), 0o600)))
}

/**
 * Locks the folder by an exclusive lock on a database file. The operating system releases it when the process ends,
 * however it ends: there is never a stale lock to clear away.
 */
function lock(path: string): DataFolder['release'] {
  const database = new DatabaseSync(join(path, lockName))
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    const { errcode, message } = cause as { errcode?: number; message: string }
    if (errcode !== sqliteBusy) throw new Error(`The folder ${path} cannot be used: ${message}.`, { cause })
    throw new FolderInUse(`The folder ${path} is in use by another process.`, { cause })
  }
  return async () => database.close()
}
