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
import { SessionContext, signInName } from '../session.ts'

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
            Health: health && <Status of={health.status} />,
            Checked: health && <Time at={health.checkedAt} />,
            'API version': '1',
            Reference: (
              <Link href="/v1/docs" external externalIconAriaLabel="Opens in another tab">
                {`${location.origin}/v1/docs`}
              </Link>
            ),
            'Control API': `${location.origin}/v1`,
            'Mule Management Console API': `${location.origin}/mmc/api`,
          }}
        />
      </Section>
      <Section title="You">
        <Facts
          facts={{
            Name: who.name,
            Tenant: who.tenant,
            Permissions: who.permissions.includes('*') ? 'everything within the tenant' : who.permissions.join(', '),
          }}
        />
      </Section>
      <Section title="With curl" description="It asks for your password.">
        <Text
          label="lines for curl"
          value={[
            asCurl({ method: 'GET', url: '/v1/whoami' }, name),
            asCurl({ method: 'GET', url: '/v1/flows' }, name),
            asCurl({ method: 'GET', url: '/mmc/api/servers' }, name),
          ].join('\n')}
        />
      </Section>
      <Section title="With the AWS CLI" description="With an access key, which you make under Access keys.">
        <Text label="lines for the AWS CLI" value={awsLines()} />
      </Section>
    </Page>
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
