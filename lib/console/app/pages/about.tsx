import Link from '@cloudscape-design/components/link'
import { useContext } from 'react'
import { useWatch } from '../api/watch.ts'
import { asCurl } from '../api/on-screen.ts'
import { appflowEndpoint } from '../parts/appflow-endpoint.ts'
import { Facts } from '../parts/facts.tsx'
import { Page } from '../parts/page.tsx'
import { Section } from '../parts/section.tsx'
import { Status } from '../parts/status.tsx'
import { Text } from '../parts/text.tsx'
import { Time } from '../parts/time.tsx'
import { apis, useAddresses } from './about/addresses.ts'
import { SessionContext, signInName } from '../session.ts'

// The build puts it in.
declare const SLUICE_VERSION: string

/** Where the APIs are, who is signed in, and lines to begin with. */
export default function About() {
  const who = useContext(SessionContext)
  const { data: health, refusal } = useWatch('GET /v1/health', {})
  const name = signInName(who)
  return (
    <Page title="Versions and endpoints" refusal={refusal}>
      <Section title="Control plane">
        <Facts
          facts={{
            Status: health && <Status of={health.status} />,
            'Last checked': health && <Time at={health.checkedAt} />,
            'Sluice version': SLUICE_VERSION,
          }}
        />
      </Section>
      <Apis />
      <Section title="Signed-in user">
        <Facts
          facts={{
            Name: who.name,
            Tenant: who.tenant,
            Permissions: who.permissions.includes('*') ? 'All permissions in the tenant' : who.permissions.join(', '),
          }}
        />
      </Section>
      <Section title="curl" description="curl asks for your password.">
        <Text
          label="curl commands"
          value={[
            asCurl({ method: 'GET', url: '/v1/whoami' }, name),
            asCurl({ method: 'GET', url: '/v1/flows' }, name),
            asCurl({ method: 'GET', url: '/mmc/api/servers' }, name),
          ].join('\n')}
        />
      </Section>
      <Section title="AWS CLI" description="Requires an access key, which you create under Access keys.">
        <Text label="AWS CLI commands" value={awsLines()} />
      </Section>
    </Page>
  )
}

/** Where each API is, and what it says of itself. */
function Apis() {
  const addresses = useAddresses()
  return (
    <Section title="APIs" description="All are at version 1.">
      <Facts
        columns={2}
        facts={Object.fromEntries(
          apis.map(({ dialect, name, path }) => [
            name,
            <>
              {addresses[dialect] === undefined ? 'Loading' : `${addresses[dialect]}${path}`}{' '}
              <Link
                href={`/v1/docs?dialect=${dialect}`}
                external
                externalIconAriaLabel="Opens in a new tab"
                ariaLabel={`Reference of the ${name}`}
              >
                Reference
              </Link>
            </>,
          ]),
        )}
      />
    </Section>
  )
}

function awsLines(): string {
  const endpoint = appflowEndpoint()
  return [
    `aws appflow list-flows --endpoint-url ${endpoint}`,
    `aws appflow start-flow --flow-name <name> --endpoint-url ${endpoint}`,
    `aws appflow describe-flow-execution-records --flow-name <name> --endpoint-url ${endpoint}`,
  ].join('\n')
}
