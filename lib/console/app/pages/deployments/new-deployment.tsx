import Button from '@cloudscape-design/components/button'
import Checkbox from '@cloudscape-design/components/checkbox'
import Container from '@cloudscape-design/components/container'
import Form from '@cloudscape-design/components/form'
import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { Page } from '../../parts/page.tsx'
import { useMay } from '../../session.ts'
import { useCommand } from '../../use-command.ts'
import { useViewState } from '../../view-state.ts'
import { rollOut } from '../deployment/roll-out.ts'
import { ContentFields, type Content } from './choices.tsx'

/** Makes a deployment of what is chosen; the address may choose already. */
export function NewDeployment() {
  const { get, set } = useViewState()
  const [, go] = useLocation()
  const may = useMay()
  const { isRunning, run } = useCommand()
  const [isDeployed, setDeployed] = useState(true)
  const name = get('name')
  const content = contentIn(get)
  const create = async () => {
    const made = await run('The deployment', () => call('POST /mmc/api/deployments', { body: { name, ...content } }))
    if (!made) return
    const rolloutId =
      isDeployed && may('deployments.control') ? await run('Deploying', () => rollOut(made.id, 'deploy')) : undefined
    go(rolloutId ? `/rollouts/${rolloutId}` : `/deployments/${made.id}`)
  }
  return (
    <Page title="New deployment" description="Versions from the repository, and where they are to run.">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void create()
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => go('/deployments')}>
                Cancel
              </Button>
              <Button variant="primary" loading={isRunning}>
                {isDeployed ? 'Create and deploy' : 'Create'}
              </Button>
            </SpaceBetween>
          }
        >
          <Container>
            <SpaceBetween size="l">
              <FormField label="Name">
                <Input value={name} onChange={({ detail }) => set({ name: detail.value })} />
              </FormField>
              <ContentFields content={content} onChange={(chosen) => set(inAddress(chosen))} />
              {may('deployments.control') && (
                <Checkbox
                  checked={isDeployed}
                  onChange={({ detail }) => setDeployed(detail.checked)}
                  description="Otherwise nothing changes on any server until it is deployed."
                >
                  Deploy it at once
                </Checkbox>
              )}
            </SpaceBetween>
          </Container>
        </Form>
      </form>
    </Page>
  )
}

function contentIn(get: (name: string) => string): Content {
  const listed = (name: string) => get(name).split(',').filter(Boolean)
  return { applications: listed('applications'), servers: listed('servers'), clusters: listed('clusters') }
}

const inAddress = ({ applications, servers, clusters }: Content): Record<string, string> => ({
  applications: applications.join(','),
  servers: servers.join(','),
  clusters: clusters.join(','),
})
