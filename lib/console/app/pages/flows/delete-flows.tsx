import { call } from '../../api/client.ts'
import { EachDialog } from '../../parts/each-dialog.tsx'

interface DeleteFlowsProps {
  flows: readonly { handle: string; label: string }[]
  onDone: () => void
  onClose: () => void
}

/** Asks before flows are deleted. */
export const DeleteFlows = ({ flows, onDone, onClose }: DeleteFlowsProps) => (
  <EachDialog
    action="Delete"
    plural="flows"
    items={flows.map(({ handle, label }) => ({ key: handle, label }))}
    act={(flow) => call('DELETE /v1/flows/{flow}', { path: { flow } })}
    done="deleted."
    onDone={onDone}
    onClose={onClose}
  >
    You cannot undo this. A flow that is active has to be stopped first.
  </EachDialog>
)
