import { effect } from '#runtime/declarations/relay.ts'

/** Removes the archive of a version that was deleted. Servers that have it keep theirs. */
export default effect({
  name: 'RemoveArtifacts',
  entities: ['application-version'],
  effects: { deletesObjects: ['artifacts'] },
  async run(change, { removeArtifact }) {
    if (change.entity !== 'application-version' || change.after || !change.before) return
    await removeArtifact(change.before.tenant, change.before.id)
  },
})
