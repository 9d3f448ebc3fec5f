import { putSettings } from '#core/settings/put-settings.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from './_dialect/dialect.ts'
import { SeenVersion } from './_dialect/types.ts'
import { SettingsView, settingsView } from './_dialect/views/settings.ts'

/**
 * Replaces the settings of the tenant. With `strictComponents` a flow that is started with a component nobody has registered
 * becomes `errored`, with the cause; without, it starts, and the step fails when its turn comes.
 */
export default operation({
  name: 'PutSettings',
  route: 'PUT /settings',
  example: { request: { strictComponents: true }, answer: { strictComponents: true, version: 1 } },
  permission: 'settings.edit',
  input: t.strictObject({ strictComponents: t.boolean(), version: SeenVersion }),
  output: SettingsView,
  fails: ['version-conflict'],
  effects: { reads: ['settings'], creates: ['settings'], updates: ['settings'] },
  async run({ version: seenVersion, ...content }, { caller, actor, read, commit }) {
    const before = await read.settings()
    const { after, change } = putSettings(before, caller.tenant, content, { actor, seenVersion })
    return commit(change, settingsView(after))
  },
})
