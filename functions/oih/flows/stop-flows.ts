import { flowsCommand, stop } from '../_dialect/families/command.ts'

/** Stops several flows, each as StopFlow does; one that is refused does not stop the others. */
export default flowsCommand.operation({
  name: 'StopFlows',
  route: 'POST /flows/multiple/stop',
  example: {
    request: { ids: ['<hubStartedFlowId>'] },
    answer: [{ data: { id: '<hubStartedFlowId>', status: 'stopping' }, meta: {} }],
  },
  permission: 'flows.control',
  action: stop,
})
