import type { Flow } from '#core/flows/flow.ts'
import { secondsAfter } from '#core/time.ts'
import { effect } from '#runtime/declarations/relay.ts'

/** For how long a version is kept that neither is the newest nor runs: runs that began with it have long ended by then. */
const secondsKept = 90 * 24 * 60 * 60

/** Lets versions of a flow's definition expire that the flow no longer names, and removes those of a deleted flow. */
export default effect({
  name: 'RetireFlowDefinitions',
  entities: ['flow'],
  effects: { queriesChildren: ['definition'], updates: ['definition'], deletes: ['definition'] },
  async run(change, { now, retireVersion, removeVersions }) {
    if (change.entity !== 'flow' || !change.before) return
    const { before, after } = change
    if (!after) return removeVersions(before)
    const expiresAt = Math.floor(Date.parse(secondsAfter(now, secondsKept)) / 1000)
    const kept = versionsOf(after)
    for (const version of versionsOf(before)) {
      if (!kept.has(version)) await retireVersion(before, version, expiresAt)
    }
  },
})

const versionsOf = ({ definitionVersion, startedVersion = definitionVersion }: Flow) =>
  new Set([definitionVersion, startedVersion])
