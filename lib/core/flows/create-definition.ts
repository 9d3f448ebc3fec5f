import { gzipSync } from 'node:zlib'
import type { Create } from '../change.ts'
import { invalid } from '../errors.ts'
import type { Definition } from './definition.ts'
import type { FlowIdentity } from './flow.ts'

const partBytes = 350 * 1024
/** A transaction takes 4 MB; the rest is for the flow's own items. */
const largestBytes = 3 * 1024 * 1024

/** Runs count by step in items of 400 kB: three sums each in a slice, and all in the run. */
const bytesBesideId = 20
const mostIdBytes = 100_000

/** The items of a version. Refused with `input-invalid` past 3 MB compressed, and with more step ids than a run can count by. */
export function createDefinition(
  { tenant, key, id }: FlowIdentity,
  version: number,
  definition: Definition,
): { change: Create<'definition'>[] } {
  const idBytes = definition.steps.reduce((sum, { id }) => sum + Buffer.byteLength(id) + bytesBesideId, 0)
  if (idBytes > mostIdBytes) throw invalid([], 'The flow has too many steps, or steps with too long ids.')
  const data = gzipSync(JSON.stringify(definition))
  if (data.length > largestBytes) throw invalid([], 'The definition of a flow is at most 3 MB when it is compressed.')
  const parts = Math.ceil(data.length / partBytes)
  const change = Array.from({ length: parts }, (_, part): Create<'definition'> => ({
    kind: 'create',
    entity: 'definition',
    item: {
      tenant,
      flowKey: key,
      flowId: id,
      version,
      part,
      parts,
      data: data.subarray(part * partBytes, (part + 1) * partBytes),
    },
    taken: 'version-conflict',
    message: 'The flow was updated at the same moment.',
  }))
  return { change }
}
