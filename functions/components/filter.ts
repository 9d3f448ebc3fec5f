import { conditionOf, longestExpression, valueOf } from '#core/components/expression.ts'
import { surroundingsOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

/** Passes on, as they are, the messages for which a JSONata expression is true. */
export default component({
  name: 'filter',
  settings: t.object({ condition: t.string().check(t.maxLength(longestExpression)) }),
  effects: { evaluates: true, assets: ['expressions', 'jsonata'] },
  async run(call, { evaluate }) {
    const { message, settings } = call
    const isWanted = valueOf(await evaluate(conditionOf(settings.condition), message.payload, surroundingsOf(call)))
    return { messages: isWanted === true ? [message.payload] : [] }
  },
})
