import { DomainError } from '../errors.ts'
import type { DeclaredFlow } from './mule-configuration.ts'

/** An application of the repository: a name, and the versions uploaded under it. */
export interface RepositoryApplication {
  tenant: string
  /** A bare UUID. */
  id: string
  version: number
  name: string
  /** In the order they were uploaded. The version's own item has the rest. */
  versions: { id: string; name: string }[]
  createdAt: string
  createdBy: string
}

/** One uploaded archive. It never changes: another archive is another version. */
export interface ApplicationVersion {
  tenant: string
  /** A bare UUID; never used again. */
  id: string
  applicationId: string
  applicationName: string
  name: string
  sizeBytes: number
  /** Of the archive, in hex: what agents check before they use it. */
  sha256: string
  /** What its Mule configuration declares; empty when it has none that can be read. */
  flows: DeclaredFlow[]
  createdAt: string
  createdBy: string
}

/** What an upload without names is filed under (docs/dialects/mmc.md 7). */
export const unnamedApplication = 'Unnamed Application'

/** Single PUT requests of S3 end at 5 GB; archives of Mule applications at 200 MB or so. */
export const largestArchiveBytes = 1024 ** 3

/** An application's item holds its versions' names: a thousand are about 100 kB of the 400 kB an item may have. */
export const mostVersions = 1000

/** The default name of a version: when it was uploaded, as `yyyyMMdd-HH:mm`. */
export const versionNameOf = (at: string): string => `${at.slice(0, 10).replaceAll('-', '')}-${at.slice(11, 16)}`

export const applicationNotFound = (id: string): DomainError =>
  new DomainError('application-not-found', `There is no application with the id ${id}.`)

export const versionNotFound = (id: string): DomainError =>
  new DomainError('version-not-found', `There is no application version with the id ${id}.`)
