import { DomainError } from '#core/errors.ts'
import { sees } from '#core/users/visibility.ts'
import { useCase } from '#runtime/declarations/use-case.ts'

/** Finds a template that the caller sees. Throws `template-not-found`. */
export const findTemplate = useCase({
  effects: { reads: ['template'] },
  async run({ read, caller }, id: string) {
    const template = await read.template(id)
    if (!template || !sees(caller, template.owners))
      throw new DomainError('template-not-found', `There is no template ${id}.`)
    return template
  },
})
