import type { Task } from '../../lib/core/transfers/task.ts'

interface More {
  op?: string
  to?: string
  with?: Record<string, string>
}

/** One task of a flow from S3. */
export const task = (taskType: string, sourceFields: string[] = [], more: More = {}): Task => ({
  taskType,
  sourceFields,
  connectorOperator: { S3: more.op ?? 'NO_OP' },
  destinationField: more.to,
  taskProperties: more.with,
})

export const map = (from: string, to = from, properties?: Record<string, string>) =>
  task('Map', [from], { to, with: properties })

export const filter = (field: string, op: string, properties?: Record<string, string>) =>
  task('Filter', [field], { op, with: properties })

export const project = (...fields: string[]) => task('Filter', fields, { op: 'PROJECTION' })
