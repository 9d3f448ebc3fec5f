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

/** Creates a deployment of what is chosen; the address may choose already. */
export function NewDeployment() {
  const { get } = useViewState()
  const [, go] = useLocation()
  const may = useMay()
  const { isRunning, run } = useCommand()
  const [isDeployed, setDeployed] = useState(true)
  const name = get('name')
  const content = contentIn(get)
  const [isChecked, setChecked] = useState(false)
  const missing = missingIn(name, content)
  const create = async () => {
    setChecked(true)
    if (Object.keys(missing).length > 0) return
    const made = await run('The deployment', () => call('POST /mmc/api/deployments', { body: { name, ...content } }))
    if (!made) return
    const rolloutId =
      isDeployed && may('deployments.control') ? await run('Deploying', () => rollOut(made.id, 'deploy')) : undefined
    go(rolloutId ? `/rollouts/${rolloutId}` : `/deployments/${made.id}`)
  }
  return (
    <Page title="Create deployment" description="Choose versions from the repository, and the targets to run them on.">
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
          <Fields missing={isChecked ? missing : {}} isDeployed={isDeployed} onDeploy={setDeployed} />
        </Form>
      </form>
    </Page>
  )
}

interface FieldsProps {
  /** What has to be filled in, by field. */
  missing: Readonly<Record<string, string>>
  isDeployed: boolean
  onDeploy: (isDeployed: boolean) => void
}

function Fields({ missing, isDeployed, onDeploy }: FieldsProps) {
  const { get, set } = useViewState()
  const may = useMay()
  const content = contentIn(get)
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField label="Name" errorText={missing.name}>
          <Input value={get('name')} onChange={({ detail }) => set({ name: detail.value })} />
        </FormField>
        <ContentFields content={content} problems={missing} onChange={(chosen) => set(inAddress(chosen))} />
        {may('deployments.control') && (
          <Checkbox
            checked={isDeployed}
            onChange={({ detail }) => onDeploy(detail.checked)}
            description="Otherwise no server changes until you deploy it."
          >
            Deploy now
          </Checkbox>
        )}
      </SpaceBetween>
    </Container>
  )
}

function contentIn(get: (name: string) => string): Content {
  const listed = (name: string) => get(name).split(',').filter(Boolean)
  return { applications: listed('applications'), servers: listed('servers'), clusters: listed('clusters') }
}

/** What has to be filled in first, by field. */
const missingIn = (name: string, { applications, servers, clusters }: Content): Record<string, string> => ({
  ...(name.trim() === '' ? { name: 'Enter a name.' } : {}),
  ...(applications.length === 0 ? { applications: 'Choose at least one version.' } : {}),
  ...(servers.length + clusters.length === 0 ? { targets: 'Choose at least one target.' } : {}),
})

const inAddress = ({ applications, servers, clusters }: Content): Record<string, string> => ({
  applications: applications.join(','),
  servers: servers.join(','),
  clusters: clusters.join(','),
})
