import { conditionOf, valueOf } from '#core/components/expression.ts'
import { surroundingsOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import { builtInSettings } from '#app/components/built-in-settings.ts'

/** Passes on, as they are, the messages for which a JSONata expression is true. */
export default component({
  name: 'filter',
  settings: builtInSettings.filter,
  effects: { evaluates: true, assets: ['expressions', 'jsonata'] },
  async run(call, { evaluate }) {
    const { message, settings } = call
    const isWanted = valueOf(await evaluate(conditionOf(settings.condition), message.payload, surroundingsOf(call)))
    return { messages: isWanted === true ? [message.payload] : [] }
  },
})
