import { declares, type Effects, type Named } from '../declarations/effects.ts'
import type { ObjectPrefix } from '../declarations/resources.ts'
import type { Capability, Context, Grant, Scope, Services } from '../invocation/context.ts'
import { openObjects, type Objects } from '../objects/objects.ts'

declare module '../declarations/effects.ts' {
  interface OperationEffects {
    /** Objects of the bucket, by what their keys begin with. Signing a URL for somebody takes the same grant. */
    readsObjects?: readonly ObjectPrefix[]
    writesObjects?: readonly ObjectPrefix[]
    deletesObjects?: readonly ObjectPrefix[]
  }
}

declare module '../invocation/context.ts' {
  interface Environment {
    /** The bucket of archives. */
    bucketName: string
  }
  interface Context<E extends Effects, Answer> {
    /** The bucket's objects of the caller's tenant, under the declared prefixes. */
    objects: Objects<
      Extract<Named<E, 'readsObjects'>, ObjectPrefix>,
      Extract<Named<E, 'writesObjects'>, ObjectPrefix>,
      Extract<Named<E, 'deletesObjects'>, ObjectPrefix>
    >
  }
}

declare module '../declarations/relay.ts' {
  interface RelayContext {
    removeArtifact: (tenant: string, versionId: string) => Promise<void>
    /** Removes the content of a file. */
    removeContent: (tenant: string, contentId: string) => Promise<void>
  }
}

interface AllObjects {
  readsObjects: ObjectPrefix[]
  writesObjects: ObjectPrefix[]
  deletesObjects: ObjectPrefix[]
}

/** Reads, writes and removes objects of the bucket. */
export default {
  name: 'objects',
  isFor: declares('readsObjects', 'writesObjects', 'deletesObjects'),
  grants: ({ readsObjects, writesObjects, deletesObjects }) => [
    ...onEach('s3:GetObject', readsObjects),
    ...onEach('s3:PutObject', writesObjects),
    ...onEach('s3:DeleteObject', deletesObjects),
  ],
  variables: { bucketName: 'SLUICE_BUCKET' },
  context: ({ call, services: { env } }: Scope): Pick<Context<AllObjects>, 'objects'> => ({
    objects: openObjects({ env, tenant: call.caller.tenant }),
  }),
  relay: ({ env }: Services) => ({
    removeArtifact: (tenant: string, versionId: string) => openObjects({ env, tenant }).remove('artifacts', versionId),
    removeContent: (tenant: string, contentId: string) => openObjects({ env, tenant }).remove('files', contentId),
  }),
} satisfies Capability

const onEach = (action: string, prefixes: readonly ObjectPrefix[] = []): Grant[] =>
  prefixes.map((prefix) => ({ actions: [action], on: `objects:${prefix}` }))

/** The prefixes of the bucket that effects are about. */
export const prefixesOf = ({ readsObjects = [], writesObjects = [], deletesObjects = [] }: Effects): ObjectPrefix[] => [
  ...new Set([...readsObjects, ...writesObjects, ...deletesObjects]),
]
