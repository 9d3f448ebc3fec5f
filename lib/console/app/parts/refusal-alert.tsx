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
  if (isForbidden(refusal)) return 'You do not have permission to view this'
  return refusal.status === 404 ? 'Not found' : 'The API refused the request'
}
