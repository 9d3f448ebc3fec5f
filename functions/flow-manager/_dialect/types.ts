import * as t from '#runtime/declarations/schema.ts'

/** An id in a path or list, whatever it is: flows made through other APIs have other handles, and what nobody has is not found. */
export const FlowId = t.string().check(t.maxLength(1024))
/** An id as an answer has it. */
export const Id = t.string()

export const Status = t.oneOf(['running', 'stopped', 'paused', 'stopping', 'error'])
