import type { Problem } from '#core/errors.ts'
import { checkTasks } from '#core/transfers/check-tasks.ts'
import type { Configuration } from './configuration.ts'

/** What is wrong with the tasks of a flow. What tasks of other connectors than S3 may be, their connector knows. */
export function checkMapping(sourceType: string, tasks: Configuration['tasks']): Problem[] {
  if (sourceType === 'S3') return checkTasks(tasks).map((one) => ({ ...one, path: ['tasks', ...one.path] }))
  const maps = ({ taskType, connectorOperator = {} }: Configuration['tasks'][number]) =>
    taskType === 'Map_all' || (taskType === 'Filter' && Object.values(connectorOperator).includes('PROJECTION'))
  // Seen with the real service, for Salesforce and custom connectors (docs/dialects/appflow.md 4).
  return tasks.some(maps)
    ? []
    : [
        {
          path: ['tasks'],
          kind: 'other',
          message: 'At least one task must be of type Map_all, or a Filter whose operator is PROJECTION.',
        },
      ]
}
