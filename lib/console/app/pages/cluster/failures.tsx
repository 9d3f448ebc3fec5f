import Alert from '@cloudscape-design/components/alert'
import type { Detail } from '../server/absence.ts'

/** An application that failed on a server of a cluster. */
export interface Failure {
  application: string
  serverName: string
  cause?: string
}

/** What failed on servers that are up: the lists of a cluster's applications do not tell. */
export const failuresOf = (details: Iterable<Detail>): Failure[] =>
  [...details]
    .filter(({ status }) => status === 'ok' || status === 'warn')
    .flatMap(({ name: serverName, applications }) =>
      applications
        .filter(({ status }) => status === 'failed')
        .map(({ name, cause }) => ({ application: name, serverName, cause })),
    )

/** One alert for each application that failed, with all the servers it failed on. */
export const Failures = ({ failures }: { failures: readonly Failure[] }) =>
  [...Map.groupBy(failures, ({ application }) => application)].map(([application, some]) => (
    <Alert
      key={application}
      type="error"
      header={`Application ${application} failed on ${some.map(({ serverName }) => serverName).join(', ')}`}
    >
      {[...new Set(some.map(({ cause }) => cause ?? 'Its runtime does not say why.'))].join(' ')}
    </Alert>
  ))
