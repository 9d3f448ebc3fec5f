import { valueOf } from '#core/components/expression.ts'
import { surroundingsOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Passes on what a JSONata expression makes of each message; nothing where it comes to nothing. */
export default component({
  name: 'transform',
  settings: builtInSettings.transform,
  effects: { evaluates: true, assets: ['expressions', 'jsonata'] },
  async run(call, { evaluate }) {
    const { message, settings } = call
    const value = valueOf(await evaluate(settings.expression, message.payload, surroundingsOf(call)))
    return { messages: value === undefined ? [] : [value] }
  },
})
