import FormField from '@cloudscape-design/components/form-field'
import Input from '@cloudscape-design/components/input'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { call } from '../../api/client.ts'
import { Confirm } from '../../parts/confirm.tsx'
import { useCommand } from '../../use-command.ts'

/** Makes a server of a runtime whose agent has enrolled with a token that does not do so by itself. */
export function RegisterServer({ onClose }: { onClose: () => void }) {
  const [, go] = useLocation()
  const [name, setName] = useState('')
  const [agentUrl, setAgentUrl] = useState('')
  const { isRunning, run } = useCommand()
  const register = async () => {
    const made = await run(
      'Registering',
      () => call('POST /mmc/api/servers', { body: { name, agentUrl } }),
      (server) => `${server.name} is registered.`,
    )
    if (made) go(`/servers/${made.id}`)
  }
  return (
    <Confirm
      title="Register a server"
      action="Register"
      isRunning={isRunning}
      isDisabled={name === '' || agentUrl === ''}
      onConfirm={() => void register()}
      onCancel={onClose}
    >
      <SpaceBetween size="m">
        <div>
          Only for agents that enrolled with a token that registers no servers. All others are servers as soon as they
          have enrolled.
        </div>
        <FormField label="Name">
          <Input value={name} onChange={({ detail }) => setName(detail.value)} autoFocus />
        </FormField>
        <FormField
          label="Agent URL"
          description="As the agent enrolled with it: the audit trail shows it where the agent was created."
        >
          <Input value={agentUrl} onChange={({ detail }) => setAgentUrl(detail.value)} inputMode="url" />
        </FormField>
      </SpaceBetween>
    </Confirm>
  )
}
