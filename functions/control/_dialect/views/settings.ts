import { usualSettings, type Settings } from '#core/settings/settings.ts'
import * as t from '#runtime/declarations/schema.ts'

export const SettingsView = t.object({
  /** A flow with a component that nobody has registered does not start. */
  strictComponents: t.boolean(),
  /** Rises with every change; 0 until they are first put. */
  version: t.int(),
})

export const settingsView = (settings: Settings | undefined): t.Of<typeof SettingsView> => ({
  strictComponents: settings?.strictComponents ?? usualSettings.strictComponents,
  version: settings?.version ?? 0,
})
