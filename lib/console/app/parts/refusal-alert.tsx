import Alert from '@cloudscape-design/components/alert'
import type { Refusal } from '../api/refusal.ts'

/** What the API refused, in its own words. */
export const RefusalAlert = ({ refusal }: { refusal: Refusal }) => (
  <div role="alert">
    <Alert type={refusal.status === 403 ? 'warning' : 'error'} header={headerOf(refusal.status)}>
      {refusal.message}
    </Alert>
  </div>
)

function headerOf(status: number): string {
  if (status === 403) return 'You may not see this'
  return status === 404 ? 'It is not there' : 'The API refused to show this'
}
