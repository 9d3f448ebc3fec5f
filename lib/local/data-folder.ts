import { chmod, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/**
 * The folder of the state: one process's at a time, and for its owner's eyes only. Without a path it is a temporary folder
 * that is removed in the end, and the installation's secrets are in memory.
 */
export interface DataFolder {
  /** The engine's database file. */
  database: string
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
    const folder = await mkdtemp(join(tmpdir(), 'sluice-'))
    const release = () => rm(folder, { recursive: true, force: true })
    return { database: join(folder, databaseName), objects: join(folder, 'objects'), release }
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

/** What the product keeps in its folder. Nothing else there is touched. */
const ownFiles = /^(table\.db|lock\.db|secrets\.json)/
const ownFolders = /^(objects|simulated)$/

/** Keeps others out of what is ours, and out of the folder itself if it holds nothing else. */
async function makePrivate(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  const found = await readdir(path, { withFileTypes: true })
  const files = found.filter((one) => one.isFile() && ownFiles.test(one.name))
  const folders = found.filter((one) => one.isDirectory() && ownFolders.test(one.name))
  if (files.length + folders.length === found.length) await chmod(path, 0o700)
  await Promise.all(files.map(({ name }) => chmod(join(path, name), 0o600)))
  await Promise.all(folders.map(({ name }) => chmod(join(path, name), 0o700)))
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
    if (errcode !== sqliteBusy)
      throw new Error(`The folder ${path} (SLUICE_DATA) cannot be used: ${message}.`, { cause })
    throw new FolderInUse(
      `The folder ${path} is in use by another process. Stop that one, or set SLUICE_DATA to another folder.`,
      { cause },
    )
  }
  return async () => database.close()
}
