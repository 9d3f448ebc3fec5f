import { Page } from '../parts/page.tsx'
import { RolloutList } from './rollouts/rollout-list.tsx'

/** Changes that are applied to several servers over time. */
export default function Rollouts() {
  return (
    <Page
      title="Rollouts"
      description="Restarts, stops and deployments, as they are applied to servers one after the other."
    >
      <RolloutList empty="Nothing was rolled out yet. Restart a cluster, or deploy an application." />
    </Page>
  )
}
