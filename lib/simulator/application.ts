import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { unzipSync } from 'fflate'
import { declaredFlows, isConfigurationName, type DeclaredFlow } from '#core/applications/mule-configuration.ts'

/** What a simulated runtime carries, read from a real Mule application archive. Nothing in it is run. */
export interface SimulatedApplication {
  name: string
  flows: DeclaredFlow[]
}

/** Reads an archive; the application is named like the file. Throws for a file that is no zip or holds no Mule configuration. */
export async function readApplication(file: string): Promise<SimulatedApplication> {
  const flows = readArchive(await readFile(file))
  return { name: basename(file).replace(/\.(zip|jar)$/, ''), flows }
}

/** The flows in an archive's Mule configuration files. */
export function readArchive(archive: Uint8Array): DeclaredFlow[] {
  const files = unzipSync(archive, { filter: ({ name }) => isConfigurationName(name) })
  const flows = declaredFlows(Object.values(files).map((bytes) => new TextDecoder().decode(bytes)))
  if (!flows) throw new Error('The archive holds no Mule configuration.')
  return flows
}
