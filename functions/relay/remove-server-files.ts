import { effect } from '#runtime/declarations/relay.ts'

/** Removes the content of a file that was replaced or deleted, and the files of a server that is no more. */
export default effect({
  name: 'RemoveServerFiles',
  entities: ['file', 'server'],
  effects: { queriesChildren: ['file'], deletes: ['file'], deletesObjects: ['files'] },
  async run(change, { removeContent, forgetFiles }) {
    if (change.entity === 'server' && change.before && !change.after)
      await forgetFiles(change.before.tenant, change.before.id)
    if (change.entity !== 'file' || !change.before) return
    const { tenant, contentId } = change.before
    if (change.after?.contentId !== contentId) await removeContent(tenant, contentId)
  },
})
