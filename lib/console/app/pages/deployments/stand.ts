/**
 * How a deployment stands: the API's status in small letters, or `drifted` for one that was deployed and of which not everything
 * runs where it should at the moment.
 */
export function standOf({ status, reconciled }: { status: string; reconciled: boolean }): string {
  if (status === 'DEPLOYED' && !reconciled) return 'drifted'
  return status.toLowerCase().replaceAll('_', '-')
}
