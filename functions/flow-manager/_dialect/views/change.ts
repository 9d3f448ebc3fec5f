import * as t from '#runtime/declarations/schema.ts'
import { Id, Status } from '../types.ts'

/** What was done to configurations, and how their flows are then. */
export const changeOf = <S extends t.Schema<string>>(status: S) =>
  t.object({ status: t.string(), details: t.array(t.object({ flow_id: Id, status })) })

export const ChangeView = changeOf(Status)
