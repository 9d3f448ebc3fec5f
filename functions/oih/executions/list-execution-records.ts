import { DomainError } from '#core/errors.ts'
import * as t from '#runtime/declarations/schema.ts'
import { operation } from '../_dialect/dialect.ts'
import * as examples from '../_dialect/examples.ts'
import { readId } from '../_dialect/ids.ts'
import { Filter } from '../_dialect/types.ts'
import { ExecutionRecord, executionRecord } from '../_dialect/views/execution.ts'

const mostRecords = 100

/** Lists the newest runs of a flow, 100 at most, newest first. Of a flow that is not there, or not seen, there are none. */
export default operation({
  name: 'ListExecutionRecords',
  route: 'GET /executions',
  example: { request: { flowId: ['<hubStartedFlowId>'] }, answer: { data: [examples.execution] } },
  permission: 'flows.read',
  input: t.object({ flowId: Filter }),
  query: { flowId: 'filter[flowId]' },
  output: t.object({ data: t.array(ExecutionRecord) }),
  fails: [],
  effects: { queriesRuns: true },
  async run({ flowId: [given = '', ...more] = [] }, { runs }) {
    if (given === '') throw new DomainError('input-invalid', 'filter[flowId] is required.')
    if (more.length > 0) throw new DomainError('input-invalid', 'Invalid filter[flowId] parameter')
    const flowId = readId(given)
    const page = flowId === undefined ? { runs: [] } : await runs.ofFlow(flowId, { limit: mostRecords })
    return { data: page.runs.map(executionRecord) }
  },
})
