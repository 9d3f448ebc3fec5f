import type { Definition } from '../flows/definition.ts'
import { builtInComponents } from './component.ts'

/** The components of a definition that are not built in, each once: somebody has to have registered them. */
export const registeredIds = ({ steps }: Pick<Definition, 'steps'>): string[] => [
  ...new Set(
    steps.map(({ component }) => component).filter((id) => !(builtInComponents as readonly string[]).includes(id)),
  ),
]

export const unresolvedMessage = (ids: readonly string[]): string =>
  `Nobody has registered ${ids.length === 1 ? 'the component' : 'the components'} ${ids.slice(0, 10).join(', ')}${
    ids.length > 10 ? `, and ${ids.length - 10} more` : ''
  }.`
