import Alert from '@cloudscape-design/components/alert'
import type { Refusal } from '../api/refusal.ts'

/** What the API refused, in its own words. */
export const RefusalAlert = ({ refusal }: { refusal: Refusal }) => (
  <div role="alert">
    <Alert type={isForbidden(refusal) ? 'warning' : 'error'} header={headerOf(refusal)}>
      {refusal.message}
    </Alert>
  </div>
)

// Who is signed in may get 401 from the MMC dialect.
const isForbidden = ({ status }: Refusal): boolean => status === 403 || status === 401

function headerOf(refusal: Refusal): string {
  if (isForbidden(refusal)) return 'You may not see this'
  return refusal.status === 404 ? 'It is not there' : 'The API refused to show this'
}
