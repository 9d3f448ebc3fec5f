import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { declares, type Effects, type Named } from '../declarations/effects.ts'
import type { AssetName } from '../declarations/resources.ts'
import type { Capability, Context, Environment, Scope } from '../invocation/context.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Files shipped beside the function, by their folder's name in `assetFolders`. */
    assets?: readonly AssetName[]
  }
}

declare module '../invocation/context.ts' {
  interface Context<E extends Effects, Answer> {
    asset: (folder: Named<E, 'assets'> & AssetName, file: string) => Promise<Buffer | undefined>
  }
}

/** Reads files that are shipped beside the function. */
export default {
  name: 'assets',
  isFor: declares('assets'),
  context: ({ services: { env } }: Scope): Pick<Context<{ assets: AssetName[] }>, 'asset'> => ({
    asset: (folder, file) => readAsset(env, folder, file),
  }),
} satisfies Capability

/** A file of an asset folder; undefined when there is none of that name. Names with a path in them are none. */
async function readAsset(env: Environment, folder: AssetName, file: string): Promise<Buffer | undefined> {
  if (!/^[\w-]+(\.[\w-]+)*$/.test(file)) return undefined
  try {
    return await readFile(join(env.assetsPath(folder), file))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
