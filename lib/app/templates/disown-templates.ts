import { disownTemplate } from '#core/templates/disown-template.ts'
import type { Departure } from '#core/users/departure.ts'
import { concurrently } from '#runtime/invocation/concurrently.ts'
import { retryOnConflict } from '#runtime/invocation/invoke-operation.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** So many templates are changed between two notes of how far it is. */
const mostAtOnce = 200
const atOnce = 8

/** Takes a user who is gone from the owners of templates, after flows: the rest at the next note, and then the note goes. */
export const disownTemplates = useCase({
  effects: {
    findsOwnedTemplates: true,
    reads: ['template', 'departure'],
    updates: ['template', 'departure'],
    deletes: ['departure'],
  },
  async run({ read, commit, actor, ownedTemplates }, seen: Departure) {
    const before = await read.departure(seen.userId)
    if (before?.templatesDone === undefined || before.templatesDone !== seen.templatesDone) return
    const ids = await ownedTemplates(before.userId, mostAtOnce)
    await concurrently(atOnce, ids, (id) =>
      retryOnConflict(async () => {
        const template = await read.template(id)
        if (template) await commit(disownTemplate(template, before.userId, actor).change, undefined)
      }),
    )
    const templatesDone = before.templatesDone + ids.length
    await commit(
      ids.length < mostAtOnce
        ? [{ kind: 'delete', entity: 'departure', before }]
        : [{ kind: 'update', entity: 'departure', before, set: { templatesDone } }],
      undefined,
    )
  },
})
