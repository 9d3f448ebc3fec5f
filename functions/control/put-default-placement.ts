import { checkPlacement } from '#app/flows/check-placement.ts'
import { putDefaultPlacement } from '#core/flows/put-default-placement.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { SeenVersion } from './_dialect/types.ts'
import { MadeBy } from './_dialect/views/flow.ts'
import { DefaultPlacementView, defaultPlacementView, PlacementBody } from './_dialect/views/placement.ts'

/** Says where flows run that are made through a dialect from now on. Flows that are there stay where they are. */
export default operation({
  name: 'PutDefaultPlacement',
  route: 'PUT /placements/{dialect}',
  example: {
    request: { dialect: 'flow-manager', kind: 'cluster', ids: ['<clusterId>'] },
    answer: { kind: 'cluster', ids: ['<clusterId>'], version: 1 },
  },
  permission: 'settings.edit',
  input: t.strictObject({ dialect: MadeBy, ...PlacementBody, version: SeenVersion }),
  output: DefaultPlacementView,
  fails: ['version-conflict', 'server-not-found', 'server-group-not-found', 'cluster-not-found'],
  effects: { reads: ['default-placement'], creates: ['default-placement'], updates: ['default-placement'] },
  uses: { checkPlacement },
  async run({ dialect, kind, ids = [], version: seenVersion }, { caller, actor, read, use, commit }) {
    const placement = await use.checkPlacement({ kind, ids })
    const before = await read['default-placement'](dialect)
    const wanted = { tenant: caller.tenant, dialect, placement }
    const { after, change } = putDefaultPlacement(before, wanted, { actor, seenVersion })
    return commit(change, defaultPlacementView(after))
  },
})
