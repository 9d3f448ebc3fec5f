import { longestSentence, mostCounted } from '#core/agents/bounded-reports.ts'
import * as t from '#runtime/declarations/schema.ts'

/** The words of the protocol. Unknown members are ignored, so that newer agents can speak to older control planes. */
export const Text = t.string().check(t.maxLength(200))
/** Of an agent, a server, a version or a placement. */
export const Id = t.string().check(t.maxLength(64))
/** Of generations, sequence numbers and seconds, too. */
export const largestNumber = mostCounted
export const Generation = t.int().check(t.minimum(0), t.maximum(largestNumber))
export const FlowState = t.oneOf(['running', 'paused', 'stopped'])
/** What is hosted is a flow of any dialect, and so is its key. */
export const FlowKey = t.string().check(t.minLength(1), t.maxLength(256))
/** A cause or an error, in the runtime's own words. */
export const Sentence = t.string().check(t.maxLength(longestSentence))
