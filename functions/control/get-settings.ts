import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { SettingsView, settingsView } from './_dialect/views/settings.ts'

/** Returns the settings of the tenant: the usual ones until they are put. */
export default operation({
  name: 'GetSettings',
  route: 'GET /settings',
  example: { request: {}, answer: { strictComponents: false, version: 0 } },
  permission: 'settings.read',
  watchable: true,
  input: t.strictObject({}),
  output: SettingsView,
  fails: [],
  effects: { reads: ['settings'] },
  run: async (_input, { read }) => settingsView(await read.settings()),
})
