import { flowsCommand, start } from '../_dialect/families/command.ts'

/** Starts several flows, each as StartFlow does; one that is refused does not stop the others. */
export default flowsCommand.operation({
  name: 'StartFlows',
  route: 'POST /flows/multiple/start',
  example: {
    request: { ids: ['<hubFlowId>'] },
    answer: [{ data: { id: '<hubFlowId>', status: 'starting' }, meta: {} }],
  },
  permission: 'flows.control',
  action: start,
})
