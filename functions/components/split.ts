import { longestExpression, valueOf } from '#core/components/expression.ts'
import { listAt, listOf } from '#core/components/split.ts'
import { surroundingsOf } from '#core/components/step-values.ts'
import { component } from '#runtime/declarations/component.ts'
import * as t from '#runtime/declarations/schema.ts'

/** Passes on each element of a list by itself: of the one at a path, or of what a JSONata expression comes to. */
export default component({
  name: 'split',
  settings: t
    .object({
      path: t.optional(t.string().check(t.maxLength(1000))),
      expression: t.optional(t.string().check(t.maxLength(longestExpression))),
    })
    .check(t.refine(({ path, expression }) => path === undefined || expression === undefined, 'one of them only')),
  effects: { evaluates: true, assets: ['expressions', 'jsonata'] },
  async run(call, { evaluate }) {
    const { payload } = call.message
    const { path, expression } = call.settings
    if (expression === undefined) return { messages: listAt(payload, path) }
    return { messages: listOf(valueOf(await evaluate(expression, payload, surroundingsOf(call)))) }
  },
})
