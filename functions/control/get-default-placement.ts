import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { MadeBy } from './_dialect/views/flow.ts'
import { DefaultPlacementView, defaultPlacementView } from './_dialect/views/placement.ts'

/** Returns where flows run that are made through a dialect: on the service until it is put. */
export default operation({
  name: 'GetDefaultPlacement',
  route: 'GET /placements/{dialect}',
  example: { request: { dialect: 'oih' }, answer: { kind: 'service', ids: [], version: 0 } },
  permission: 'settings.read',
  watchable: true,
  input: t.strictObject({ dialect: MadeBy }),
  output: DefaultPlacementView,
  fails: [],
  effects: { reads: ['default-placement'] },
  run: async ({ dialect }, { read }) => defaultPlacementView(await read['default-placement'](dialect)),
})
