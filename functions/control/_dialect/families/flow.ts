import type { FlowMove } from '#core/flows/lifecycle.ts'
import * as t from '#runtime/declarations/schema.ts'
import { family } from '../dialect.ts'
import { FlowReference } from '../types.ts'
import { Status } from '../views/flow.ts'

/** The family of commands on a flow, by the lifecycle move of each. */
export const flowCommand = family({
  input: t.strictObject({ flow: FlowReference }),
  output: t.object({ flow: t.string(), status: Status }),
  fails: ['flow-not-found'],
  effects: { moves: ['flow'], reads: ['flow'] },
  run: ({ flow }, { move }, name: FlowMove) =>
    move.flow({ handleOrId: flow }, name, ({ status }) => ({ flow, status })),
})
