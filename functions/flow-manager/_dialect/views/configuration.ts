import type { Definition } from '#core/flows/definition.ts'
import type { Flow } from '#core/flows/flow.ts'
import * as t from '#runtime/declarations/schema.ts'
import type { ManagerDetails } from '../bodies/configuration.ts'
import { dependencyOf } from '../bodies/tasks.ts'
import { Id } from '../types.ts'

const Task = t.looseObject({
  task_id: t.string(),
  type: t.string(),
  instances: t.int(),
  dependencies: t.array(t.string()),
  params: t.looseObject({}),
})

/** Members that are kept for whoever gave them come with these. */
export const ConfigurationView = t.looseObject({
  id: Id,
  flow_id: Id,
  name: t.string(),
  description: t.optional(t.string()),
  version: t.optional(t.string()),
  task_configs: t.array(Task),
})

const usualInstances = 1

/** A flow as a configuration, its defaults filled in; of one made through another API what can be said here. */
export function configurationView(
  { handle, label }: Pick<Flow, 'handle' | 'label'>,
  { steps, links, description, details }: Definition,
): t.Of<typeof ConfigurationView> {
  const own = details['flow-manager'] as ManagerDetails | undefined
  const dependencies = Map.groupBy(links, ({ to }) => to)
  return {
    ...own?.members,
    id: handle,
    flow_id: handle,
    name: own?.name ?? label,
    ...t.present({ description, version: own?.version }),
    task_configs: steps.map(({ id, component, settings, instances = usualInstances }, index) => ({
      ...own?.tasks[index]?.members,
      task_id: id,
      type: component,
      instances,
      dependencies: [...new Set(dependencies.get(id)?.map(dependencyOf))],
      params: settings,
    })),
  }
}
