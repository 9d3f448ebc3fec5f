import { valueOf } from '#core/components/expression.ts'
import { listAt, listOf } from '#core/components/split.ts'
import { surroundingsOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Passes on each element of a list by itself: of the one at a path, or of what a JSONata expression comes to. */
export default component({
  name: 'split',
  settings: builtInSettings.split,
  effects: { evaluates: true, assets: ['expressions', 'jsonata'] },
  async run(call, { evaluate }) {
    const { payload } = call.message
    const { path, expression } = call.settings
    if (expression === undefined) return { messages: listAt(payload, path) }
    return { messages: listOf(valueOf(await evaluate(expression, payload, surroundingsOf(call)))) }
  },
})
